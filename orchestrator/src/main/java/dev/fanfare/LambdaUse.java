package dev.fanfare;

/**
 * What a run used of Lambda and S3, as far as it is charged for; on other backends, what it would have
 * used.
 *
 * @param requests invocations that Lambda reported
 * @param gbSeconds billed time multiplied by the memory of the function, in GB of 1,024 MB
 * @param puts objects written to S3: one for each batch that returned
 * @param gets objects read from S3: likewise
 */
public record LambdaUse(long requests, double gbSeconds, long puts, long gets) {

  /** Nothing. */
  public static final LambdaUse NONE = new LambdaUse(0, 0, 0, 0);

  private static final double MB_MILLIS_PER_GB_SECOND = 1024 * 1000;

  /**
   * What invocations used that have all returned.
   *
   * @param billedMbMillis billed milliseconds times the function's memory in MB, added up
   */
  public static LambdaUse of(long invocations, double billedMbMillis) {
    return new LambdaUse(
        invocations, billedMbMillis / MB_MILLIS_PER_GB_SECOND, invocations, invocations);
  }

  /** Both together. */
  LambdaUse plus(LambdaUse other) {
    return new LambdaUse(
        requests + other.requests,
        gbSeconds + other.gbSeconds,
        puts + other.puts,
        gets + other.gets);
  }
}
