package dev.fanfare.backend;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** The backends by name. Thread-safe. */
public final class Backends {

  private static final Map<String, Supplier<? extends Backend>> BY_NAME =
      new ConcurrentSkipListMap<>(Map.of(
          "sequential", SequentialBackend::new,
          "threads", ThreadBackend::new,
          "processes", ProcessBackend::new,
          "lambda", LambdaBackend::new));

  private static volatile String defaultName = "processes";

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
   * Makes a backend the one of those who do not choose, for the whole JVM (joblib 1.6,
   * {@code make_default}). It is {@code "processes"} at first.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static void makeDefault(String name) {
    defaultName = known(name);
  }

  /** The backend of those who do not choose. */
  public static String defaultName() {
    return defaultName;
  }

  /**
   * The name, if there is a backend of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static String known(String name) {
    supplier(name);
    return name;
  }

  /**
   * A new backend of that name, not open yet.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Backend create(String name) {
    return supplier(name).get();
  }

  private static Supplier<? extends Backend> supplier(String name) {
    Supplier<? extends Backend> backend = BY_NAME.get(name);
    if (backend == null) {
      throw new IllegalArgumentException(
          "Invalid backend: " + name + ", expected one of " + BY_NAME.keySet());
    }
    return backend;
  }
}
