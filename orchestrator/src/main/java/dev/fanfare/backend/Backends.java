package dev.fanfare.backend;

import dev.fanfare.store.Library;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** The backends by name. Thread-safe. */
public final class Backends {

  // Lambdas, not constructor references, which would load the backends' classes now: in a worker
  // process there is no AWS SDK, and a kernel may call a Parallel of its own.
  @SuppressWarnings("UnnecessaryLambda")
  private static final Map<String, Supplier<? extends Backend>> BY_NAME =
      new ConcurrentSkipListMap<>(Map.of(
          "sequential", () -> new SequentialBackend(),
          "threads", () -> new ThreadBackend(),
          "processes", () -> new ProcessBackend(),
          "lambda", () -> lambda()));

  private static volatile String defaultName = "processes";

  private Backends() {}

  private static Backend lambda() {
    Library.AWS_SDK.require("the backend lambda");
    return new LambdaBackend();
  }

  /**
   * Registers a backend under a name for the whole JVM, replacing any existing one (joblib 1.6,
   * {@code register_parallel_backend}).
   *
   * @param backend creates a new backend, not open yet, for each {@code Parallel}
   */
  public static void register(String name, Supplier<? extends Backend> backend) {
    BY_NAME.put(name, backend);
  }

  /**
   * Sets the default backend for the whole JVM (joblib 1.6, {@code make_default}). Initially
   * {@code "processes"}.
   *
   * @throws IllegalArgumentException if there is no such backend
   */
  public static void makeDefault(String name) {
    defaultName = known(name);
  }

  /** The name of the default backend. */
  public static String defaultName() {
    return defaultName;
  }

  /**
   * Checks the name of a backend.
   *
   * @throws IllegalArgumentException if there is no such backend
   */
  public static String known(String name) {
    supplier(name);
    return name;
  }

  /**
   * Creates a backend, not open yet.
   *
   * @throws IllegalArgumentException if there is no such backend
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
