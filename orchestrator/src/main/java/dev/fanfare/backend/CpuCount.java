package dev.fanfare.backend;

import dev.fanfare.worker.Worker;
import org.jspecify.annotations.Nullable;

/**
 * joblib's arithmetic of {@code n_jobs} (joblib 1.6, {@code effective_n_jobs} and
 * {@code cpu_count}). Stateless.
 */
public final class CpuCount {

  private CpuCount() {}

  /**
   * The number of processors that this JVM may use, at least 1, within container limits and CPU
   * affinity. Inside a function, the vCPUs that its memory size buys, because Lambda shows more
   * processors than it provides.
   */
  public static int available() {
    return available(System.getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
  }

  static int available(@Nullable String functionMemoryMb) {
    int processors = Runtime.getRuntime().availableProcessors();
    return functionMemoryMb == null
        ? processors
        : Math.min(processors, Worker.threadsFor(Integer.parseInt(functionMemoryMb)));
  }

  /**
   * The number of workers for {@code nJobs}: the number itself or, if negative, all processors but
   * {@code -nJobs - 1}; at least 1.
   *
   * @throws IllegalArgumentException if it is 0
   */
  public static int workersFor(int nJobs) {
    if (nJobs == 0) {
      throw new IllegalArgumentException("nJobs == 0 in Parallel has no meaning");
    }
    return nJobs > 0 ? nJobs : Math.max(1, available() + 1 + nJobs);
  }
}
