package dev.fanfare.schedule;

import dev.fanfare.BatchSize;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The options of a scheduled run.
 *
 * @param function name or ARN of the worker
 * @param nJobs maximum number of concurrent invocations
 * @param batchSize tasks in a batch
 * @param timeout time limit of a task; null for none
 * @param retries how often a failed task runs again
 */
record SliceOptions(
    String function,
    int nJobs,
    BatchSize batchSize,
    @Nullable Duration timeout,
    int retries) {

  private static final int DEFAULT_JOBS = 100;
  private static final Set<String> NAMES =
      Set.of("function", "nJobs", "batchSize", "timeout", "retries");

  SliceOptions {
    if (function.isBlank()) {
      throw new IllegalArgumentException("options.function is missing: the name of a worker");
    }
    if (nJobs < 1) {
      throw new IllegalArgumentException("options.nJobs must be a positive integer, got: " + nJobs
          + "; the orchestrator may not read the account's limit");
    }
    if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
      throw new IllegalArgumentException(
          "options.timeout must be positive, in seconds, got: " + seconds(timeout));
    }
    if (retries < 0) {
      throw new IllegalArgumentException("options.retries must be 0 or more, got: " + retries);
    }
  }

  /**
   * Parses the options passed by the state machine.
   *
   * @param options by name; {@code timeout} in seconds
   * @throws IllegalArgumentException if an option is unknown or its value is invalid
   */
  static SliceOptions of(Map<String, ?> options) {
    requireKnown(options.keySet());
    Object timeout = options.get("timeout");
    return new SliceOptions(
        options.get("function") instanceof String name ? name : "",
        whole(options, "nJobs", DEFAULT_JOBS),
        BatchSize.parse(text(options, "batchSize", "auto")),
        timeout == null ? null : seconds(timeout),
        whole(options, "retries", 0));
  }

  private static void requireKnown(Set<String> names) {
    Set<String> unknown = new TreeSet<>(names);
    unknown.removeAll(NAMES);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "options may only contain " + new TreeSet<>(NAMES) + ", got: " + unknown);
    }
  }

  private static String text(Map<String, ?> options, String name, String otherwise) {
    Object value = options.get(name);
    return value == null ? otherwise : value.toString();
  }

  private static int whole(Map<String, ?> options, String name, int otherwise) {
    Object value = options.get(name);
    if (value == null || value instanceof Integer) {
      return value == null ? otherwise : (Integer) value;
    }
    throw new IllegalArgumentException("options." + name + " must be an integer, got: " + value);
  }

  private static Duration seconds(Object timeout) {
    if (timeout instanceof Number seconds && Math.abs(seconds.doubleValue()) < 1e6) {
      return Duration.ofNanos((long) (seconds.doubleValue() * 1e9));
    }
    throw new IllegalArgumentException(
        "options.timeout must be positive, in seconds, got: " + timeout);
  }

  private static double seconds(Duration timeout) {
    return timeout.toNanos() / 1e9;
  }
}
