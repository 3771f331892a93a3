package dev.fanfare.store;

import dev.fanfare.kernel.FanfareException;

/**
 * A library that only some users of Fanfare need, so that the class path of others may lack it. Each is recognized by one of its
 * classes, which is not loaded.
 */
public enum Library {
  /** What {@code lambda}, {@code processes} and stores in S3 call. */
  AWS_SDK(
      "software/amazon/awssdk/services/lambda/LambdaAsyncClient",
      "the AWS SDK",
      "dev.fanfare:fanfare-orchestrator instead of dev.fanfare:fanfare-threads"),
  /** What the worker processes of {@code processes} run in. */
  LAMBDA_RUNTIME(
      "com/amazonaws/services/lambda/runtime/api/client/AWSLambda",
      "AWS's Lambda runtime",
      "dev.fanfare:fanfare-orchestrator instead of dev.fanfare:fanfare-threads"),
  /** All of S3 on this machine. Runs do without it. */
  S3PROXY("org/gaul/s3proxy/S3Proxy", "S3Proxy", "org.gaul:s3proxy");

  private final String file;
  private final String name;
  private final String dependency;

  Library(String file, String name, String dependency) {
    this.file = file + ".class";
    this.name = name;
    this.dependency = dependency;
  }

  /**
   * Does nothing if the library is on the class path.
   *
   * @param user what needs it, at the beginning of the message
   * @throws FanfareException if it is missing; the message names the dependency to add
   */
  public void require(String user) {
    if (Library.class.getClassLoader().getResource(file) == null) {
      throw new FanfareException(
          user + " needs " + name + ", which is not on the class path: depend on " + dependency);
    }
  }
}
