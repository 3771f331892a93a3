package dev.fanfare.local;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Invoke operation of Lambda's API (Lambda API Reference, "Invoke"). Thread-safe.
 *
 * <p>An invocation of type Event is accepted and run if an environment is free; unlike Lambda, none is queued and none is retried.
 */
final class InvokeApi {

  /** The path of the operation; its group is the function's name, encoded. */
  static final Pattern PATH = Pattern.compile("/2015-03-31/functions/([^/]+)/invocations");

  private static final int TAIL_BYTES = 4096;
  private static final byte[] EMPTY_EVENT = "{}".getBytes(StandardCharsets.UTF_8);

  private final Functions functions;

  InvokeApi(Functions functions) {
    this.functions = functions;
  }

  /**
   * Hands an event to a function. The answer fails if it is lost on its way.
   *
   * @param named the function
   * @param header the request's first header of that name
   * @param body the event, or empty
   * @throws LambdaRefusal if nothing is invoked
   */
  CompletableFuture<Answer> invoke(
      String named, UnaryOperator<@Nullable String> header, byte[] body) throws IOException {
    Function<Call, CompletableFuture<Call.Result>> function = functions.get(named);
    checkSize(body);
    checkJson(body);
    String type = header.apply("X-Amz-Invocation-Type");
    if ("DryRun".equals(type)) {
      return CompletableFuture.completedFuture(Answer.empty(204));
    }
    boolean tail = "Tail".equals(header.apply("X-Amz-Log-Type"));
    Call call = new Call(body.length == 0 ? EMPTY_EVENT : body, tail);
    CompletableFuture<Call.Result> ending = function.apply(call);
    return "Event".equals(type)
        ? CompletableFuture.completedFuture(new Answer(202, identity(call), new byte[0]))
        : ending.thenApply(result -> answer(call, result));
  }

  private static Answer answer(Call call, Call.Result result) {
    Map<String, String> headers = new HashMap<>(identity(call));
    headers.put("X-Amz-Executed-Version", "$LATEST");
    if (result.failed()) {
      headers.put("X-Amz-Function-Error", "Unhandled");
    }
    if (call.logged()) {
      headers.put("X-Amz-Log-Result", Base64.getEncoder().encodeToString(tail(result.log())));
    }
    return new Answer(200, headers, result.payload());
  }

  private static Map<String, String> identity(Call call) {
    return Map.of("x-amzn-RequestId", call.requestId());
  }

  private static byte[] tail(byte[] log) {
    return Arrays.copyOfRange(log, Math.max(0, log.length - TAIL_BYTES), log.length);
  }

  /**
   * Refuses a body that is larger than Lambda takes.
   *
   * @throws LambdaRefusal with status 413
   */
  static void checkSize(byte[] body) {
    if (body.length > RuntimeApi.MAX_PAYLOAD_BYTES) {
      throw new LambdaRefusal(Answer.error(
          413,
          "RequestTooLargeException",
          "Request must be smaller than " + RuntimeApi.MAX_PAYLOAD_BYTES + " bytes"));
    }
  }

  private static void checkJson(byte[] body) throws IOException {
    if (body.length == 0) {
      return;
    }
    try (JsonReader json = new JsonReader(
        new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8))) {
      json.setStrictness(Strictness.STRICT);
      json.skipValue();
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new MalformedJsonException("more than one value");
      }
    } catch (MalformedJsonException | EOFException | IllegalStateException e) {
      throw new LambdaRefusal(Answer.error(
          400,
          "InvalidRequestContentException",
          "Could not parse request body into json: " + e.getMessage()));
    }
  }
}
