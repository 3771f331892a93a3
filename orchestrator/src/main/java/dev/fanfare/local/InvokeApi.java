package dev.fanfare.local;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Invoke operation of Lambda's API, for the one function there is (Lambda API Reference, "Invoke"). Thread-safe.
 *
 * <p>An invocation of type Event is accepted and run if an environment is free; unlike Lambda, none is queued and none is retried.
 */
final class InvokeApi implements HttpHandler {

  static final String PREFIX = "/2015-03-31/functions/";

  private static final Pattern PATH = Pattern.compile(PREFIX + "([^/]+)/invocations");
  private static final int TAIL_BYTES = 4096;
  private static final long LATE_MILLIS = 2_000;
  private static final byte[] EMPTY_EVENT = "{}".getBytes(StandardCharsets.UTF_8);

  private final FunctionConfig function;
  private final SignatureCheck signature;
  private final Environments environments;
  private final FaultPlan plan;
  private final AtomicLong calls = new AtomicLong();

  InvokeApi(FunctionConfig function, AccessKey key, Environments environments, FaultPlan plan) {
    this.function = function;
    this.signature = new SignatureCheck(key);
    this.environments = environments;
    this.plan = plan;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    byte[] body = RuntimeApi.body(exchange);
    try {
      checkSize(body);
      signature.check(exchange, body);
      checkFunction(exchange);
      checkJson(body);
      invoke(exchange, body.length == 0 ? EMPTY_EVENT : body);
    } catch (RefusedException e) {
      e.answer().send(exchange);
    }
  }

  private void invoke(HttpExchange exchange, byte[] payload) {
    String type = exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type");
    boolean tail = "Tail".equals(exchange.getRequestHeaders().getFirst("X-Amz-Log-Type"));
    if ("DryRun".equals(type)) {
      new Answer(204, Map.of(), new byte[0]).send(exchange);
      return;
    }
    Misfortune misfortune = Misfortune.of(plan, calls.getAndIncrement());
    misfortune.refusal().ifPresent(refusal -> {
      throw new RefusedException(refusal);
    });
    Invocation invocation = new Invocation(payload, tail, misfortune);
    if (!environments.invoke(invocation)) {
      throw new RefusedException(Answer.throttled());
    }
    if (misfortune.is(Fault.DELIVER_TWICE)) {
      environments.invoke(new Invocation(payload, tail, Misfortune.NONE));
    }
    if ("Event".equals(type)) {
      new Answer(202, identity(invocation), new byte[0]).send(exchange);
    } else {
      invocation.result().thenAccept(result -> answer(exchange, invocation, result));
    }
  }

  private void answer(HttpExchange exchange, Invocation invocation, Invocation.Result result) {
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

  private static void checkSize(byte[] body) {
    if (body.length > RuntimeApi.MAX_PAYLOAD_BYTES) {
      throw new RefusedException(Answer.error(
          413,
          "RequestTooLargeException",
          "Request must be smaller than " + RuntimeApi.MAX_PAYLOAD_BYTES
              + " bytes for the InvokeFunction operation"));
    }
  }

  /** The path names the function by name, ARN or part of an ARN, with or without a qualifier. */
  private void checkFunction(HttpExchange exchange) {
    Matcher path = PATH.matcher(exchange.getRequestURI().getRawPath());
    if (!path.matches() || !exchange.getRequestMethod().equals("POST")) {
      throw new RefusedException(
          Answer.error(404, "UnknownOperationException", "only Invoke is known here"));
    }
    String named = URLDecoder.decode(path.group(1), StandardCharsets.UTF_8)
        .replaceFirst("^(arn:aws:lambda:[a-z0-9-]+:)?(\\d{12}:)?function:", "");
    String query = exchange.getRequestURI().getQuery();
    String qualified = query == null ? named : named + query.replaceFirst("^Qualifier=", ":");
    if (!qualified.equals(function.name()) && !qualified.equals(function.name() + ":$LATEST")) {
      throw new RefusedException(Answer.error(
          404, "ResourceNotFoundException", "Function not found: " + EmbeddedCloud.arn(qualified)));
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
      throw new RefusedException(Answer.error(
          400,
          "InvalidRequestContentException",
          "Could not parse request body into json: " + e.getMessage()));
    }
  }
}
