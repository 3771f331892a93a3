package dev.fanfare.report;

import dev.fanfare.LambdaUse;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * A function, as far as its price depends on it.
 *
 * @param name its name, or its own and its copies', separated by commas
 * @param region id of the region that it is in
 * @param arm whether it runs on arm64
 * @param memoryMb its memory, in MB
 * @param timeout time limit of an invocation
 * @param reported whether Lambda reports what each invocation is billed, which it does not for queued
 *     ones
 * @param onInstances whether instances are billed, and not its time, which has no price then
 */
public record BilledFunction(
    String name,
    String region,
    boolean arm,
    int memoryMb,
    Duration timeout,
    boolean reported,
    boolean onInstances) {

  /**
   * Limit of a start, which is billed in addition to the invocation (AWS Lambda Developer Guide, "Lambda
   * execution environment lifecycle"; for SnapStart, that of the hooks after a restore). Provisioned
   * concurrency has another limit, and is not used.
   */
  private static final Duration MOST_START = Duration.ofSeconds(10);

  private static final double MB_PER_GB = 1024;

  /** A function that is billed by its time. */
  public BilledFunction(
      String name, String region, boolean arm, int memoryMb, Duration timeout, boolean reported) {
    this(name, region, arm, memoryMb, timeout, reported, /* onInstances= */ false);
  }

  /** Its memory, in GB of 1,024 MB. */
  double memoryGb() {
    return memoryMb / MB_PER_GB;
  }

  /** What a second of it costs, in USD. */
  public BigDecimal usdPerSecond(Price price) {
    return price.perGbSecond(arm).multiply(new BigDecimal(memoryGb()));
  }

  /**
   * The most that so many invocations use of Lambda: each starts an environment, which takes as long as
   * it may, and runs to its time limit.
   */
  public LambdaUse most(long invocations) {
    double seconds = timeout.plus(MOST_START).toMillis() / 1e3;
    return new LambdaUse(invocations, invocations * seconds * memoryGb(), invocations, invocations);
  }
}
