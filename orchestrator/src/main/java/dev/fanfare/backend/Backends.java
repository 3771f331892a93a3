package dev.fanfare.backend;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** The backends by name. Thread-safe. */
public final class Backends {

  /** The backend of those who do not choose: processes on this machine. */
  public static final String DEFAULT = "processes";

  private static final Map<String, Supplier<? extends Backend>> BY_NAME =
      new ConcurrentSkipListMap<>(Map.of(
          "sequential", SequentialBackend::new,
          "threads", ThreadBackend::new,
          "processes", ProcessBackend::new));

  private Backends() {}

  /**
   * Makes a backend of one's own known by a name, from now on and for the whole JVM; a backend that has
   * the name already is replaced (joblib 1.6, {@code register_parallel_backend}).
   *
   * @param backend makes a new one, not open yet, for each {@code Parallel}
   */
  public static void register(String name, Supplier<? extends Backend> backend) {
    BY_NAME.put(name, backend);
  }

  /**
   * A new backend of that name, not open yet.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Backend create(String name) {
    Supplier<? extends Backend> backend = BY_NAME.get(name);
    if (backend == null) {
      throw new IllegalArgumentException(
          "backend must be one of " + BY_NAME.keySet() + ", got: " + name);
    }
    return backend.get();
  }
}
