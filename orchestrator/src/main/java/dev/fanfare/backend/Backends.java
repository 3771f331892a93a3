package dev.fanfare.backend;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The backends by name. */
public final class Backends {

  /** The backend of those who do not choose: processes on this machine. */
  public static final String DEFAULT = "processes";

  private static final Map<String, Supplier<Backend>> BY_NAME = new TreeMap<>(Map.of(
      "sequential", SequentialBackend::new,
      "threads", ThreadBackend::new,
      "processes", ProcessBackend::new));

  private Backends() {}

  /**
   * A new backend of that name, not open yet.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Backend create(String name) {
    Supplier<Backend> backend = BY_NAME.get(name);
    if (backend == null) {
      throw new IllegalArgumentException(
          "backend must be one of " + BY_NAME.keySet() + ", got: " + name);
    }
    return backend.get();
  }
}
