package dev.fanfare.local;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The Invoke operation of Lambda's API (Lambda API Reference, "Invoke"). Thread-safe.
 *
 * <p>An invocation of type Event is accepted and run if an environment is free; unlike Lambda, none is queued and none is retried.
 */
final class InvokeApi {

  private static final int TAIL_BYTES = 4096;
  private static final long LATE_MILLIS = 2_000;
  private static final byte[] EMPTY_EVENT = "{}".getBytes(StandardCharsets.UTF_8);

  private final FaultPlan plan;
  private final AtomicLong calls = new AtomicLong();

  InvokeApi(FaultPlan plan) {
    this.plan = plan;
  }

  /**
   * Hands the event to an environment of the function, and sees to the answer.
   *
   * @param body the event, or empty
   * @throws RefusedException if nothing is invoked
   */
  void invoke(HttpExchange exchange, DeployedFunction function, byte[] body) throws IOException {
    checkJson(body);
    byte[] payload = body.length == 0 ? EMPTY_EVENT : body;
    Environments environments = function.environments();
    String type = exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type");
    boolean tail = "Tail".equals(exchange.getRequestHeaders().getFirst("X-Amz-Log-Type"));
    if ("DryRun".equals(type)) {
      Answer.empty(204).send(exchange);
      return;
    }
    Misfortune misfortune = Misfortune.of(plan, calls.getAndIncrement());
    misfortune.refusal().ifPresent(refusal -> {
      throw new RefusedException(refusal);
    });
    Invocation invocation = new Invocation(payload, tail, misfortune);
    if (!environments.invoke(invocation)) {
      throw new RefusedException(function.throttled());
    }
    if (misfortune.is(Fault.DELIVER_TWICE)) {
      environments.invoke(new Invocation(payload, tail, Misfortune.NONE));
    }
    if ("Event".equals(type)) {
      new Answer(202, identity(invocation), new byte[0]).send(exchange);
    } else {
      invocation.result().thenAccept(result -> answer(exchange, environments, invocation, result));
    }
  }

  private static void answer(
      HttpExchange exchange,
      Environments environments,
      Invocation invocation,
      Invocation.Result result) {
    if (invocation.misfortune().is(Fault.LOSE_ANSWER)) {
      exchange.close();
    } else if (invocation.misfortune().is(Fault.LATE_ANSWER)) {
      environments.after(LATE_MILLIS, () -> answer(invocation, result).send(exchange));
    } else {
      answer(invocation, result).send(exchange);
    }
  }

  private static Answer answer(Invocation invocation, Invocation.Result result) {
    Map<String, String> headers = new HashMap<>(identity(invocation));
    headers.put("X-Amz-Executed-Version", "$LATEST");
    if (result.failed()) {
      headers.put("X-Amz-Function-Error", "Unhandled");
    }
    if (invocation.logged()) {
      headers.put("X-Amz-Log-Result", Base64.getEncoder().encodeToString(tail(result.log())));
    }
    return new Answer(200, headers, result.payload());
  }

  private static Map<String, String> identity(Invocation invocation) {
    return Map.of("x-amzn-RequestId", invocation.requestId());
  }

  private static byte[] tail(byte[] log) {
    return Arrays.copyOfRange(log, Math.max(0, log.length - TAIL_BYTES), log.length);
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
      throw new RefusedException(Answer.error(
          400,
          "InvalidRequestContentException",
          "Could not parse request body into json: " + e.getMessage()));
    }
  }
}
