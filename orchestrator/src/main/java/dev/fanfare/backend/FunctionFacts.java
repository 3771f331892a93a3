package dev.fanfare.backend;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;

/**
 * What Lambda says about a function that exists.
 *
 * @param name the requested name
 * @param arn its ARN, which names region and account; empty if the server does not say
 * @param state such as {@code Active}
 * @param stateReason why it is in that state; empty if there is no reason
 * @param lastUpdate how the last change ended, such as {@code Successful}
 * @param handler its handler's class; empty for an image
 * @param bucket the bucket that its environment names; empty if it names none
 * @param runtime such as {@code java25}
 * @param architecture {@code arm64} or {@code x86_64}
 */
public record FunctionFacts(
    String name,
    String arn,
    String state,
    String stateReason,
    String lastUpdate,
    String handler,
    String bucket,
    String runtime,
    String architecture,
    int memoryMb,
    Duration timeout) {

  static FunctionFacts of(String name, GetFunctionConfigurationResponse description) {
    return new FunctionFacts(
        name,
        text(description.functionArn()),
        text(description.stateAsString()),
        text(description.stateReason()),
        text(description.lastUpdateStatusAsString()),
        text(description.handler()).replaceFirst("::handleRequest$", ""),
        text(LambdaFunction.variables(description).get("FANFARE_BUCKET")),
        text(description.runtimeAsString()),
        String.join(",", description.architecturesAsStrings()),
        description.memorySize(),
        Duration.ofSeconds(description.timeout()));
  }

  private static String text(@Nullable String said) {
    return said == null ? "" : said;
  }

  /** The command that waits until Lambda can invoke the function. */
  public String waitCommand() {
    return "aws lambda wait function-active-v2 --function-name " + name;
  }

  /** The account's number; empty if the ARN does not name one. */
  public String account() {
    String[] parts = arn.split(":", -1);
    return parts.length > 4 ? parts[4] : "";
  }
}
