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
 */
public record LambdaUse(long requests, double gbSeconds, long puts, long gets, long unreported) {

  /** Nothing. */
  public static final LambdaUse NONE = new LambdaUse(0, 0, 0, 0);

  /** A use of which everything was reported. */
  public LambdaUse(long requests, double gbSeconds, long puts, long gets) {
    this(requests, gbSeconds, puts, gets, 0);
  }

  /** So many invocations that Lambda did not report. */
  public static LambdaUse ofUnreported(long invocations) {
    return new LambdaUse(0, 0, 0, 0, invocations);
  }

  /** Both together. */
  public LambdaUse plus(LambdaUse other) {
    return new LambdaUse(
        requests + other.requests,
        gbSeconds + other.gbSeconds,
        puts + other.puts,
        gets + other.gets,
        unreported + other.unreported);
  }
}
