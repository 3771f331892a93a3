package dev.fanfare.local;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The function that an {@link EmbeddedCloud} runs, as Lambda's configuration page describes one. Immutable.
 *
 * @param name what the function is called in its ARN: letters, digits, hyphens and underscores
 * @param handler the class that handles, as Lambda's Java handler setting: {@code com.acme.Handler} or {@code com.acme.Handler::method}
 * @param memoryMb memory of an environment, in MB; three quarters of it are the heap's limit
 * @param timeout how long one invocation may take
 * @param concurrency how many environments there may be at once
 * @param queue how many invocations may wait for an environment; further ones are refused with 429. On Lambda, none wait.
 * @param environment environment variables for the handler; Lambda's own ones win
 * @param classPath jars and folders of classes for the handler, in order
 * @param trainingPayload makes the JSON payload of the training invocation from an upload URL
 */
public record FunctionConfig(
    String name,
    String handler,
    int memoryMb,
    Duration timeout,
    int concurrency,
    int queue,
    Map<String, String> environment,
    List<Path> classPath,
    Function<URI, String> trainingPayload) {

  /** The region that every function is in. */
  static final String REGION = "us-east-1";

  /** The account that every function is in. */
  static final String ACCOUNT = "000000000000";

  private static final int ONE_VCPU_MB = 1769;

  /** The longest time limit of a function on Lambda. */
  static final Duration LAMBDAS_LONGEST = Duration.ofMinutes(15);

  /**
   * The longest {@code timeout}, more than Lambda allows: for who wants no limit on this machine. It is what a presigned URL may last, by
   * which a result travels.
   */
  public static final Duration LONGEST = Duration.ofDays(7);

  /** But for the timeout the limits are those of Lambda's quotas page. */
  public FunctionConfig {
    require(name.matches("[a-zA-Z0-9-_]{1,64}"), "name", "match [a-zA-Z0-9-_]{1,64}", name);
    require(!handler.isBlank(), "handler", "name a class", handler);
    require(memoryMb >= 128 && memoryMb <= 10240, "memoryMb", "be from 128 to 10240", memoryMb);
    require(
        timeout.compareTo(Duration.ZERO) > 0 && timeout.compareTo(LONGEST) <= 0,
        "timeout",
        "be positive and at most " + LONGEST,
        timeout);
    require(concurrency >= 1, "concurrency", "be at least 1", concurrency);
    require(queue >= 0, "queue", "be at least 0", queue);
    environment = Map.copyOf(environment);
    classPath = List.copyOf(classPath);
  }

  /** A function called {@code fanfare-worker} with one vCPU's memory, Lambda's longest timeout, and the caller's class path. */
  public static FunctionConfig of(String handler, int concurrency) {
    return new FunctionConfig(
        "fanfare-worker",
        handler,
        ONE_VCPU_MB,
        LAMBDAS_LONGEST,
        concurrency,
        /* queue= */ 0,
        Map.of(),
        WorkerClassPath.ofThisJvm(),
        nowhere -> "{}");
  }

  /** The same with another {@code name}. */
  public FunctionConfig withName(String name) {
    return with(parts -> parts.name = name);
  }

  /** The same with another {@code handler}. */
  public FunctionConfig withHandler(String handler) {
    return with(parts -> parts.handler = handler);
  }

  /** The same with another {@code memoryMb}. */
  public FunctionConfig withMemoryMb(int memoryMb) {
    return with(parts -> parts.memoryMb = memoryMb);
  }

  /** The same with another {@code timeout}. */
  public FunctionConfig withTimeout(Duration timeout) {
    return with(parts -> parts.timeout = timeout);
  }

  /** The same with another {@code queue}. */
  public FunctionConfig withQueue(int queue) {
    return with(parts -> parts.queue = queue);
  }

  /** The same with another {@code environment}. */
  public FunctionConfig withEnvironment(Map<String, String> environment) {
    return with(parts -> parts.environment = environment);
  }

  /** The same with another {@code classPath}. */
  public FunctionConfig withClassPath(List<Path> classPath) {
    return with(parts -> parts.classPath = classPath);
  }

  /** The same with another {@code trainingPayload}. */
  public FunctionConfig withTrainingPayload(Function<URI, String> trainingPayload) {
    return with(parts -> parts.trainingPayload = trainingPayload);
  }

  private FunctionConfig with(Consumer<Parts> change) {
    Parts parts = new Parts(this);
    change.accept(parts);
    return new FunctionConfig(
        parts.name,
        parts.handler,
        parts.memoryMb,
        parts.timeout,
        concurrency,
        parts.queue,
        parts.environment,
        parts.classPath,
        parts.trainingPayload);
  }

  /** What can be changed in a copy. */
  private static final class Parts {
    private String name;
    private String handler;
    private int memoryMb;
    private Duration timeout;
    private int queue;
    private Map<String, String> environment;
    private List<Path> classPath;
    private Function<URI, String> trainingPayload;

    Parts(FunctionConfig of) {
      name = of.name;
      handler = of.handler;
      memoryMb = of.memoryMb;
      timeout = of.timeout;
      queue = of.queue;
      environment = of.environment;
      classPath = of.classPath;
      trainingPayload = of.trainingPayload;
    }
  }

  /** The ARN of the function with that name. */
  static String arn(String name) {
    return "arn:aws:lambda:" + REGION + ":" + ACCOUNT + ":function:" + name;
  }

  private static void require(boolean holds, String field, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(field + " must " + rule + ", got: " + value);
    }
  }
}
