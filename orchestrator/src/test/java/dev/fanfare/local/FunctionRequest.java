package dev.fanfare.local;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller of the control plane says of a function; null is what was not said, or has no meaning in that operation. Immutable.
 *
 * @param memoryMb memory of an environment, in MB
 * @param timeoutSeconds how long an invocation may take
 * @param code where CreateFunction has the package
 * @param zipFile where UpdateFunctionCode has it, in Base64
 * @param reservedConcurrency environments that are kept for the function
 */
record FunctionRequest(
    @SerializedName("FunctionName") @Nullable String name,
    @SerializedName("Handler") @Nullable String handler,
    @SerializedName("Runtime") @Nullable String runtime,
    @SerializedName("Role") @Nullable String role,
    @SerializedName("Architectures") @Nullable List<String> architectures,
    @SerializedName("MemorySize") @Nullable Integer memoryMb,
    @SerializedName("Timeout") @Nullable Integer timeoutSeconds,
    @SerializedName("Environment") @Nullable Environment environment,
    @SerializedName("Code") @Nullable Code code,
    @SerializedName("ZipFile") @Nullable String zipFile,

    @SerializedName("ReservedConcurrentExecutions") @Nullable
    Integer reservedConcurrency) {

  /** The handler's environment variables. */
  record Environment(@SerializedName("Variables") @Nullable Map<String, String> variables) {}

  /** A package, in Base64. */
  record Code(@SerializedName("ZipFile") @Nullable String zipFile) {}

  private static final Gson GSON = new Gson();

  /**
   * Reads the body of a request.
   *
   * @throws LambdaRefusal with status 400 if it is no JSON object of that kind
   */
  static FunctionRequest of(byte[] body) {
    try {
      FunctionRequest request =
          GSON.fromJson(new String(body, StandardCharsets.UTF_8), FunctionRequest.class);
      if (request != null) {
        return request;
      }
    } catch (JsonParseException e) {
      // Refused below, as an empty body is.
    }
    throw new LambdaRefusal(Answer.error(
        400,
        "SerializationException",
        "the body must be a JSON object with the operation's types"));
  }

  /**
   * The package, in Base64.
   *
   * @throws LambdaRefusal with status 400 if there is none
   */
  String zip() {
    return required(code == null ? zipFile : code.zipFile(), "ZipFile");
  }

  /**
   * How long an invocation may take, if that was said.
   *
   * @throws LambdaRefusal with status 400 if it is more than Lambda allows
   */
  @Nullable
  Duration timeout() {
    if (timeoutSeconds == null) {
      return null;
    }
    Duration timeout = Duration.ofSeconds(timeoutSeconds);
    if (timeout.compareTo(FunctionConfig.LAMBDAS_LONGEST) > 0) {
      throw invalid("timeout must be positive and at most " + FunctionConfig.LAMBDAS_LONGEST
          + ", got: " + timeout);
    }
    return timeout;
  }

  /** The handler's environment variables, if they were said. */
  @Nullable
  Map<String, String> variables() {
    return environment == null ? null : environment.variables();
  }

  /** The refusal of a request with a value that cannot be. */
  static LambdaRefusal invalid(String message) {
    return new LambdaRefusal(Answer.error(400, "InvalidParameterValueException", message));
  }

  /**
   * The value of a member that the operation cannot do without.
   *
   * @throws LambdaRefusal with status 400 if it was not given
   */
  static <T> T required(@Nullable T value, String member) {
    if (value == null) {
      throw invalid(member + " must be given");
    }
    return value;
  }
}
