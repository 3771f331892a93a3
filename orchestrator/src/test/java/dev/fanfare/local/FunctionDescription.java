package dev.fanfare.local;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A function as Lambda describes one (Lambda API Reference, "FunctionConfiguration"). Immutable.
 *
 * @param runtime as it was asked for; what runs is this JVM's
 * @param role as it was given; nobody assumes it
 * @param architecture as it was asked for; what runs is this machine's
 * @param modified when it was last changed
 */
record FunctionDescription(
    FunctionConfig config,
    String runtime,
    String role,
    String architecture,
    FunctionPackage code,
    Instant modified) {

  private static final int DEFAULT_MEMORY_MB = 128;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);
  private static final Pattern RESERVED_VARIABLE = Pattern.compile(
      "_HANDLER|LAMBDA_(TASK_ROOT|RUNTIME_DIR)|AWS_(LAMBDA_.*|EXECUTION_ENV|(DEFAULT_)?REGION"
          + "|ACCESS_KEY(_ID)?|SECRET_(ACCESS_)?KEY|SESSION_TOKEN)");
  private static final DateTimeFormatter MODIFIED = DateTimeFormatter.ofPattern(
          "yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ROOT)
      .withZone(ZoneOffset.UTC);

  /** Of a function that is there from the start. */
  static FunctionDescription of(FunctionConfig config) {
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    return new FunctionDescription(
        config,
        "java" + Runtime.version().feature(),
        "arn:aws:iam::" + FunctionConfig.ACCOUNT + ":role/embedded",
        arm ? "arm64" : "x86_64",
        FunctionPackage.NONE,
        Instant.now());
  }

  /**
   * Of a function that is to be created.
   *
   * @throws LambdaRefusal with status 400 if a member is missing, or has a value that cannot be
   */
  static FunctionDescription of(FunctionRequest request, FunctionPackage code) {
    String name = FunctionRequest.required(request.name(), "FunctionName");
    String handler = FunctionRequest.required(request.handler(), "Handler");
    String runtime = FunctionRequest.required(request.runtime(), "Runtime");
    String role = FunctionRequest.required(request.role(), "Role");
    List<String> architectures = otherwise(request.architectures(), List.of("x86_64"));
    if (!architectures.equals(List.of("x86_64")) && !architectures.equals(List.of("arm64"))) {
      throw FunctionRequest.invalid("Architectures must be one of x86_64 and arm64");
    }
    try {
      FunctionConfig plain = new FunctionConfig(
          name,
          handler,
          DEFAULT_MEMORY_MB,
          DEFAULT_TIMEOUT,
          DeployedFunction.UNRESERVED_CONCURRENCY,
          /* queue= */ 0,
          Map.of(),
          code.classPath(),
          /* trainingPayload= */ nowhere -> "{}");
      return new FunctionDescription(
              plain, runtime, role, architectures.get(0), code, Instant.now())
          .with(request);
    } catch (IllegalArgumentException e) {
      throw FunctionRequest.invalid(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The same with what the request says.
   *
   * @throws LambdaRefusal with status 400 if a value cannot be
   */
  FunctionDescription with(FunctionRequest request) {
    try {
      FunctionConfig changed = config
          .withHandler(otherwise(request.handler(), config.handler()))
          .withMemoryMb(otherwise(request.memoryMb(), config.memoryMb()))
          .withTimeout(otherwise(request.timeout(), config.timeout()))
          .withEnvironment(checked(otherwise(request.variables(), config.environment())));
      return new FunctionDescription(
          changed,
          otherwise(request.runtime(), runtime),
          otherwise(request.role(), role),
          architecture,
          code,
          Instant.now());
    } catch (IllegalArgumentException e) {
      throw FunctionRequest.invalid(String.valueOf(e.getMessage()));
    }
  }

  /** The same with other code. */
  FunctionDescription with(FunctionPackage code) {
    return new FunctionDescription(
        config.withClassPath(code.classPath()), runtime, role, architecture, code, Instant.now());
  }

  /** Its configuration with another concurrency. */
  FunctionConfig config(int concurrency) {
    return new FunctionConfig(
        config.name(),
        config.handler(),
        config.memoryMb(),
        config.timeout(),
        concurrency,
        /* queue= */ 0,
        config.environment(),
        config.classPath(),
        config.trainingPayload());
  }

  private static Map<String, String> checked(Map<String, String> variables) {
    variables.forEach((name, value) -> {
      if (value == null || RESERVED_VARIABLE.matcher(name).matches()) {
        throw FunctionRequest.invalid(
            "Lambda was unable to configure your environment variables because the environment"
                + " variables you have provided contains reserved keys that are currently not"
                + " supported for modification. Reserved keys used in this request: "
                + name);
      }
    });
    return variables;
  }

  private static <T> T otherwise(@Nullable T given, T known) {
    return given == null ? known : given;
  }

  /** The description. */
  JsonObject json() {
    JsonObject variables = new JsonObject();
    config.environment().forEach(variables::addProperty);
    JsonObject environment = new JsonObject();
    environment.add("Variables", variables);
    JsonArray architectures = new JsonArray();
    architectures.add(architecture);
    JsonObject json = new JsonObject();
    json.addProperty("FunctionName", config.name());
    json.addProperty("FunctionArn", FunctionConfig.arn(config.name()));
    json.addProperty("Runtime", runtime);
    json.addProperty("Role", role);
    json.addProperty("Handler", config.handler());
    json.addProperty("CodeSize", code.codeBytes());
    json.addProperty("CodeSha256", code.codeSha256());
    json.addProperty("Timeout", (config.timeout().toMillis() + 999) / 1000);
    json.addProperty("MemorySize", config.memoryMb());
    json.addProperty("LastModified", MODIFIED.format(modified));
    json.add("Environment", environment);
    json.addProperty("Version", "$LATEST");
    json.addProperty("PackageType", "Zip");
    json.add("Architectures", architectures);
    json.addProperty("State", "Active");
    json.addProperty("LastUpdateStatus", "Successful");
    return json;
  }
}
