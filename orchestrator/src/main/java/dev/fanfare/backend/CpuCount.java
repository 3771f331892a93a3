package dev.fanfare.backend;

/** joblib's arithmetic of {@code n_jobs} (joblib 1.6, {@code effective_n_jobs} and {@code cpu_count}). */
public final class CpuCount {

  private CpuCount() {}

  /** Processors that this JVM may use: container limits and affinity count, as the JVM sees them. At least 1. */
  public static int available() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * Workers for {@code nJobs}: itself, or for a negative one all processors but {@code -nJobs - 1}, at least 1.
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
