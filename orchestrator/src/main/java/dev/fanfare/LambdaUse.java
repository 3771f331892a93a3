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

  /** Both together. */
  LambdaUse plus(LambdaUse other) {
    return new LambdaUse(
        requests + other.requests,
        gbSeconds + other.gbSeconds,
        puts + other.puts,
        gets + other.gets);
  }
}
