package dev.fanfare.backend;

import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * How many workers a backend starts on this machine at the most, whatever {@code nJobs} says: more than that would bring the machine
 * down. Stateless.
 */
public final class WorkerLimit {

  /** The environment variable that says another limit. */
  public static final String VARIABLE = "FANFARE_MAX_WORKERS";

  private static final int MOST = 100_000;
  private static final int THREADS = 4_096;
  private static final int PROCESSES_PER_PROCESSOR = 8;
  private static final int LEAST_PROCESSES = 16;

  /** What the machine is taken to need for each worker process, in bytes: a JVM with a small heap. */
  private static final long PROCESS_BYTES = 256L << 20;

  private WorkerLimit() {}

  /** For threads of this JVM. */
  static int threads() {
    return limit(System.getenv(VARIABLE), THREADS);
  }

  /** For processes: by processors and memory. */
  static int processes() {
    return limit(System.getenv(VARIABLE), processes(CpuCount.available(), memoryBytes()));
  }

  static int processes(int processors, long memoryBytes) {
    int byProcessors = Math.max(LEAST_PROCESSES, PROCESSES_PER_PROCESSOR * processors);
    return (int) Math.max(1, Math.min(byProcessors, memoryBytes / PROCESS_BYTES));
  }

  /**
   * The limit that the variable says, or else that.
   *
   * @throws IllegalArgumentException if it says no number
   */
  static int limit(@Nullable String said, int otherwise) {
    if (said == null || said.isBlank()) {
      return otherwise;
    }
    if (!said.matches("[1-9]\\d{0,5}") || Integer.parseInt(said) > MOST) {
      throw new IllegalArgumentException(
          VARIABLE + " must be a number from 1 to " + MOST + ", got: " + said);
    }
    return Integer.parseInt(said);
  }

  /** Memory of the machine, or of the container. */
  private static long memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : Long.MAX_VALUE;
  }
}
