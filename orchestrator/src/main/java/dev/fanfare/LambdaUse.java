package dev.fanfare;

/**
 * What a run used of Lambda and S3, as far as it is charged for; on other backends, what it would have
 * used.
 *
 * @param requests invocations that Lambda reported
 * @param gbSeconds billed time multiplied by the memory of the function, in GB of 1,024 MB
 * @param puts objects written to S3: one for each batch that returned
 * @param gets requests for objects of S3: one for each attempt at a batch
 * @param unreported invocations that may be charged for, but that Lambda did not report; they count in
 *     none of the others
 * @param region id of the region that the function is in, or {@link #UNKNOWN_REGION}; empty if nothing was invoked on Lambda, so that
 *     this is only what would have been used
 * @param arm whether the function runs on arm64
 */
public record LambdaUse(
    long requests,
    double gbSeconds,
    long puts,
    long gets,
    long unreported,
    String region,
    boolean arm) {

  // Null if they were read from the record of an older version.
  @SuppressWarnings("ConstantValue")
  public LambdaUse {
    region = region == null ? "" : region;
  }

  /** Nothing. */
  public static final LambdaUse NONE = new LambdaUse(0, 0, 0, 0);

  /** In place of a region that was not recorded. What was used there has no price. */
  public static final String UNKNOWN_REGION = "unknown";

  private static final double MB_MILLIS_PER_GB_SECOND = 1024 * 1000;

  /**
   * What invocations used that have all returned.
   *
   * @param billedMbMillis billed milliseconds times the function's memory in MB, added up
   */
  public static LambdaUse of(long invocations, double billedMbMillis) {
    return new LambdaUse(invocations, gbSeconds(billedMbMillis), invocations, invocations);
  }

  /** What that many milliseconds times MB of memory are in GB-seconds. */
  public static double gbSeconds(double mbMillis) {
    return mbMillis / MB_MILLIS_PER_GB_SECOND;
  }

  /** A use of which everything was reported. */
  public LambdaUse(long requests, double gbSeconds, long puts, long gets) {
    this(requests, gbSeconds, puts, gets, 0, "", /* arm= */ false);
  }

  /** A use without a region. */
  public LambdaUse(long requests, double gbSeconds, long puts, long gets, long unreported) {
    this(requests, gbSeconds, puts, gets, unreported, "", /* arm= */ false);
  }

  /** So many invocations that Lambda did not report. */
  public static LambdaUse ofUnreported(long invocations) {
    return new LambdaUse(0, 0, 0, 0, invocations, "", /* arm= */ false);
  }

  /** A copy of what a function of that region has used. */
  public LambdaUse in(String ofRegion, boolean onArm) {
    return new LambdaUse(requests, gbSeconds, puts, gets, unreported, ofRegion, onArm);
  }

  /** Whether it is billed; otherwise it is what would have been. */
  public boolean billed() {
    return !region.isEmpty();
  }

  /** Both together. The region is the first one known, unless what was used in one that is not known is among them. */
  public LambdaUse plus(LambdaUse other) {
    LambdaUse place = billed() && !other.region.equals(UNKNOWN_REGION) ? this : other;
    return new LambdaUse(
        requests + other.requests,
        gbSeconds + other.gbSeconds,
        puts + other.puts,
        gets + other.gets,
        unreported + other.unreported,
        place.region,
        place.arm);
  }
}
