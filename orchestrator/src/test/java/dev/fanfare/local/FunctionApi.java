package dev.fanfare.local;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operations of Lambda's API that make, describe, change and delete functions (Lambda API Reference, "Actions"). A change holds
 * for the next invocation, so a function is always active. Thread-safe.
 */
final class FunctionApi {

  /** What an operation does: with the function's name, empty where the path has none, and the request. */
  private interface Action {
    Answer answer(String name, byte[] body) throws IOException;
  }

  private record Operation(String method, Pattern path, Action action) {

    static Operation of(String method, String path, Action action) {
      return new Operation(method, Pattern.compile(path.replace("{}", "([^/]+)") + "/?"), action);
    }
  }

  private static final String FUNCTIONS = "/2015-03-31/functions";

  private final DeployedFunctions functions;
  private final List<Operation> operations;

  FunctionApi(DeployedFunctions functions) {
    this.functions = functions;
    this.operations = List.of(
        Operation.of("GET", "/2016-08-19/account-settings", (name, body) -> account()),
        Operation.of("GET", FUNCTIONS, (name, body) -> list()),
        Operation.of("POST", FUNCTIONS, (name, body) -> create(body)),
        Operation.of("GET", FUNCTIONS + "/{}", (name, body) -> get(name)),
        Operation.of("DELETE", FUNCTIONS + "/{}", (name, body) -> delete(name)),
        Operation.of("PUT", FUNCTIONS + "/{}/code", this::changeCode),
        Operation.of("GET", FUNCTIONS + "/{}/configuration", (name, body) -> describe(name)),
        Operation.of("PUT", FUNCTIONS + "/{}/configuration", this::change),
        Operation.of("GET", "/2019-09-30/functions/{}/concurrency", (name, body) -> reserved(name)),
        Operation.of("PUT", "/2017-10-31/functions/{}/concurrency", this::reserve),
        Operation.of(
            "DELETE", "/2017-10-31/functions/{}/concurrency", (name, body) -> unreserve(name)));
  }

  /**
   * Does what the request says.
   *
   * @param path as it was sent
   * @throws LambdaRefusal if that cannot be done
   */
  Answer answer(String method, String path, byte[] body) throws IOException {
    for (Operation operation : operations) {
      Matcher found = operation.path().matcher(path);
      if (operation.method().equals(method) && found.matches()) {
        String name = found.groupCount() == 0 ? "" : found.group(1);
        return operation.action().answer(URLDecoder.decode(name, StandardCharsets.UTF_8), body);
      }
    }
    throw new LambdaRefusal(Answer.error(
        404, "UnknownOperationException", "no operation is known by " + method + " " + path));
  }

  private Answer create(byte[] body) throws IOException {
    DeployedFunction created = functions.create(FunctionRequest.of(body));
    return Answer.json(201, created.description().json());
  }

  private Answer describe(String name) {
    return Answer.json(200, functions.find(name).description().json());
  }

  private Answer get(String name) {
    DeployedFunction function = functions.find(name);
    JsonObject answer = new JsonObject();
    answer.add("Configuration", function.description().json());
    answer.add("Code", new JsonObject());
    if (function.reserved() != null) {
      answer.add("Concurrency", concurrency(function));
    }
    return Answer.json(200, answer);
  }

  private Answer list() {
    JsonArray all = new JsonArray();
    functions.all().forEach(function -> all.add(function.description().json()));
    JsonObject answer = new JsonObject();
    answer.add("Functions", all);
    return Answer.json(200, answer);
  }

  private Answer change(String name, byte[] body) throws IOException {
    FunctionRequest request = FunctionRequest.of(body);
    functions.find(name).change(known -> known.with(request));
    return describe(name);
  }

  private Answer changeCode(String name, byte[] body) throws IOException {
    functions.changeCode(functions.find(name), FunctionRequest.of(body));
    return describe(name);
  }

  private Answer delete(String name) {
    functions.delete(name);
    return Answer.empty(204);
  }

  private Answer reserved(String name) {
    return Answer.json(200, concurrency(functions.find(name)));
  }

  private Answer reserve(String name, byte[] body) throws IOException {
    DeployedFunction function = functions.find(name);
    int concurrency = FunctionRequest.required(
        FunctionRequest.of(body).reservedConcurrency(), "ReservedConcurrentExecutions");
    if (concurrency < 0) {
      throw FunctionRequest.invalid(
          "ReservedConcurrentExecutions must be at least 0, got: " + concurrency);
    }
    function.reserve(concurrency);
    return reserved(name);
  }

  private Answer unreserve(String name) throws IOException {
    functions.find(name).reserve(null);
    return Answer.empty(204);
  }

  private static JsonObject concurrency(DeployedFunction function) {
    JsonObject concurrency = new JsonObject();
    if (function.reserved() != null) {
      concurrency.addProperty("ReservedConcurrentExecutions", function.reserved());
    }
    return concurrency;
  }

  /** What is reserved comes on top of what is not: there is no quota to take it from. */
  private Answer account() {
    int reserved = functions.all().stream()
        .map(DeployedFunction::reserved)
        .filter(concurrency -> concurrency != null)
        .mapToInt(Integer::intValue)
        .sum();
    JsonObject limit = new JsonObject();
    limit.addProperty("ConcurrentExecutions", DeployedFunction.UNRESERVED_CONCURRENCY + reserved);
    limit.addProperty("UnreservedConcurrentExecutions", DeployedFunction.UNRESERVED_CONCURRENCY);
    JsonObject usage = new JsonObject();
    usage.addProperty("FunctionCount", functions.all().size());
    JsonObject answer = new JsonObject();
    answer.add("AccountLimit", limit);
    answer.add("AccountUsage", usage);
    return Answer.json(200, answer);
  }
}
