package dev.fanfare.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.fanfare.StoreException;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a worker needs of S3: one PUT of an object that must not exist yet, and a GET, each through a presigned URL (Amazon S3 API
 * Reference, "PutObject", "GetObject"). For all else there is {@link EmbeddedS3}, whose start alone takes longer than a short run.
 * Thread-safe.
 */
final class BucketApi implements HttpHandler {

  /** What an array can hold. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  private final Admission admission;
  private final S3Check check;
  private final String prefix;
  private final ObjectStore objects;

  /**
   * A bucket's objects.
   *
   * @param prefix of the paths: the bucket between slashes
   */
  BucketApi(Admission admission, AccessKey key, String prefix, ObjectStore objects) {
    this.admission = admission;
    this.check = new S3Check(key);
    this.prefix = prefix;
    this.objects = objects;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    S3Call call = S3Call.of(exchange);
    S3Refusal refusal = refusal(exchange, call);
    if (refusal != null) {
      refusal.answer().send(exchange);
      return;
    }
    admission.admit();
    String key = exchange.getRequestURI().getPath().substring(prefix.length());
    if (call.method().equals("GET")) {
      get(key).send(exchange);
    } else {
      put(key, exchange, Long.parseLong(call.value("content-length")));
    }
  }

  private @Nullable S3Refusal refusal(HttpExchange exchange, S3Call call) {
    if (exchange.getRequestURI().isAbsolute()) {
      return new S3Refusal(400, "InvalidURI", "the target must be a path");
    }
    if (!call.values("authorization").isEmpty()) {
      // Such a signature may cover the body, which would have to be checked.
      return new S3Refusal(400, "InvalidArgument", "only presigned URLs are accepted");
    }
    S3Refusal untrue = check.refusal(call);
    if (untrue != null || call.method().equals("GET")) {
      return untrue;
    }
    return call.method().equals("PUT") && call.value("if-none-match").equals("*")
        ? refusalOfBody(call)
        : new S3Refusal(501, "NotImplemented", "only a GET, or a PUT with If-None-Match: *");
  }

  // With two lengths, sender and server could disagree about where the body ends.
  private static @Nullable S3Refusal refusalOfBody(S3Call put) {
    if (!put.values("transfer-encoding").isEmpty()) {
      return new S3Refusal(411, "MissingContentLength", "the body must have a Content-Length");
    }
    String length = put.value("content-length");
    if (!length.matches("[0-9]{1,18}")) {
      return new S3Refusal(400, "InvalidArgument", "there must be one Content-Length");
    }
    return Long.parseLong(length) > MOST_BYTES
        ? new S3Refusal(400, "EntityTooLarge", "an object has at most " + MOST_BYTES + " bytes")
        : null;
  }

  private Answer get(String key) {
    try {
      return new Answer(
          200, Map.of("Content-Type", "application/octet-stream"), Await.result(objects.get(key)));
    } catch (NoSuchObjectException e) {
      return new S3Refusal(404, "NoSuchKey", "The specified key does not exist.").answer();
    } catch (StoreException e) {
      return failure(e).answer();
    }
  }

  private void put(String key, HttpExchange exchange, long bytes) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (body.length != bytes) {
      // The sender has gone away before the end of it.
      exchange.close();
      return;
    }
    stored(key, body).send(exchange);
  }

  private Answer stored(String key, byte[] body) {
    try {
      return Await.result(objects.putIfAbsent(key, body))
          ? Answer.empty(200)
          : new S3Refusal(412, "PreconditionFailed", "the object exists").answer();
    } catch (StoreException e) {
      return failure(e).answer();
    }
  }

  private static S3Refusal failure(StoreException e) {
    return e.refused()
        ? new S3Refusal(403, "AccessDenied", String.valueOf(e.getMessage()))
        : new S3Refusal(500, "InternalError", String.valueOf(e.getMessage()));
  }
}
