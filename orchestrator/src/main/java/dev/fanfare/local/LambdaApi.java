package dev.fanfare.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;

/** Lambda's API: who may call, and which operation is called. Thread-safe. */
final class LambdaApi implements HttpHandler {

  private final Admission admission;
  private final SignatureCheck signature;
  private final Functions functions;
  private final InvokeApi invokeApi;

  LambdaApi(Admission admission, AccessKey key, Functions functions, InvokeApi invokeApi) {
    this.admission = admission;
    this.signature = new SignatureCheck(key);
    this.functions = functions;
    this.invokeApi = invokeApi;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    Matcher invoke = InvokeApi.PATH.matcher(path);
    boolean invocation = invoke.matches() && exchange.getRequestMethod().equals("POST");
    try {
      Signature claim = signature.claimed(exchange);
      byte[] body = RuntimeApi.body(exchange, RuntimeApi.MAX_PAYLOAD_BYTES);
      InvokeApi.checkSize(body);
      signature.check(claim, exchange, body);
      admission.admit();
      if (invocation) {
        invoke(exchange, qualified(exchange, invoke.group(1)), body);
      } else {
        functions.answer(exchange.getRequestMethod(), path, body).send(exchange);
      }
    } catch (LambdaRefusal e) {
      e.answer().send(exchange);
    }
  }

  private void invoke(HttpExchange exchange, String named, byte[] body) throws IOException {
    invokeApi
        .invoke(named, exchange.getRequestHeaders()::getFirst, body)
        .thenAccept(answer -> answer.send(exchange))
        .exceptionally(lost -> {
          exchange.close();
          return null;
        });
  }

  /** The function's name as the path has it, with the qualifier where the query has one. */
  private static String qualified(HttpExchange exchange, String segment) {
    String name = URLDecoder.decode(segment, StandardCharsets.UTF_8);
    String query = exchange.getRequestURI().getQuery();
    return query == null ? name : name + query.replaceFirst("^Qualifier=", ":");
  }
}
