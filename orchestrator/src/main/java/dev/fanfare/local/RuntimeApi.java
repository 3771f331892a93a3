package dev.fanfare.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lambda's Runtime API, through which a worker asks for invocations and answers them (Lambda Developer Guide, "Using the Lambda
 * runtime API for custom runtimes"). Each environment has its own path, whose secret part is its credential. Thread-safe.
 */
final class RuntimeApi implements HttpHandler {

  static final String PREFIX = "/w/";

  /** 6 MB, and the margin that Lambda allows for the envelope. */
  static final int MAX_PAYLOAD_BYTES = 6 * 1024 * 1024 + 100;

  private static final Pattern PATH = Pattern.compile(
      PREFIX
          + "([0-9a-f]+)/2018-06-01/runtime/(?:(init/error)|invocation/(?:(next)|([0-9a-f-]+)/(response|error)))");
  private static final Answer ACCEPTED =
      new Answer(202, Map.of(), "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8));

  private static final byte[] TOO_LARGE =
      ("{\"errorType\":\"Function.ResponseSizeTooLarge\",\"errorMessage\":"
              + "\"Response payload size exceeded maximum allowed payload size ("
              + MAX_PAYLOAD_BYTES
              + " bytes).\"}")
          .getBytes(StandardCharsets.UTF_8);

  private final Admission admission;
  private final Functions functions;

  RuntimeApi(Admission admission, Functions functions) {
    this.admission = admission;
    this.functions = functions;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
    Worker worker = path.matches() ? functions.worker(path.group(1)) : null;
    if (worker == null) {
      Answer.error(403, "Forbidden", "no such environment").send(exchange);
      return;
    }
    admission.admit();
    if (path.group(3) != null) {
      next(worker, exchange);
    } else if (path.group(2) != null) {
      worker.initError(body(exchange, MAX_PAYLOAD_BYTES));
      ACCEPTED.send(exchange);
    } else {
      boolean known =
          accept(worker, path.group(4), path.group(5), body(exchange, MAX_PAYLOAD_BYTES));
      (known ? ACCEPTED : Answer.error(400, "InvalidRequestID", "not the current invocation"))
          .send(exchange);
    }
  }

  private static boolean accept(Worker worker, String requestId, String kind, byte[] payload) {
    if (payload.length > MAX_PAYLOAD_BYTES) {
      return worker.respondError(requestId, TOO_LARGE);
    }
    return kind.equals("response")
        ? worker.respond(requestId, payload)
        : worker.respondError(requestId, payload);
  }

  /** The body, or its beginning if it is larger than any that is accepted: then it is one byte too long. */
  static byte[] body(HttpExchange exchange, int mostBytes) throws IOException {
    InputStream content = exchange.getRequestBody();
    byte[] body = content.readNBytes(mostBytes + 1);
    content.transferTo(OutputStream.nullOutputStream());
    return body;
  }

  private static void next(Worker worker, HttpExchange exchange) {
    worker
        .next()
        .thenAccept(call -> delivery(call, worker.function()).send(exchange))
        .exceptionally(gone -> {
          exchange.close();
          return null;
        });
  }

  private static Answer delivery(Call call, FunctionConfig function) {
    long deadlineMs = System.currentTimeMillis() + function.timeout().toMillis();
    Map<String, String> headers = Map.of(
        "Lambda-Runtime-Aws-Request-Id", call.requestId(),
        "Lambda-Runtime-Deadline-Ms", Long.toString(deadlineMs),
        "Lambda-Runtime-Invoked-Function-Arn", FunctionConfig.arn(function.name()));
    return new Answer(200, headers, call.payload());
  }
}
