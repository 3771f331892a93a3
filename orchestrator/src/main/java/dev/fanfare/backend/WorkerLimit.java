package dev.fanfare.backend;

import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * The maximum number of workers that a backend starts on this machine, so that it stays usable.
 * Stateless.
 */
public final class WorkerLimit {

  /** The environment variable that sets another limit. */
  public static final String VARIABLE = "FANFARE_MAX_WORKERS";

  private static final int MOST = 100_000;
  private static final int THREADS = 4_096;
  private static final int PROCESSES_PER_PROCESSOR = 8;
  private static final int LEAST_PROCESSES = 16;

  /** The memory assumed for each worker process, in bytes: a JVM with a small heap. */
  private static final long PROCESS_BYTES = 256L << 20;

  private WorkerLimit() {}

  /** The limit for threads of this JVM. */
  static int threads() {
    return limit(System.getenv(VARIABLE), THREADS);
  }

  /** The limit for processes, by processors and memory. */
  static int processes() {
    return limit(System.getenv(VARIABLE), processes(CpuCount.available(), memoryBytes()));
  }

  static int processes(int processors, long memoryBytes) {
    int byProcessors = Math.max(LEAST_PROCESSES, PROCESSES_PER_PROCESSOR * processors);
    return (int) Math.max(1, Math.min(byProcessors, memoryBytes / PROCESS_BYTES));
  }

  /**
   * The limit set by the variable, or else the given one.
   *
   * @throws IllegalArgumentException if the variable is not a valid number
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

  /** The memory of the machine or the container. */
  private static long memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : Long.MAX_VALUE;
  }
}
