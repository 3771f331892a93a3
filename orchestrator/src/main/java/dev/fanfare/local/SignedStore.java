package dev.fanfare.local;

import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/**
 * Stands before S3Proxy and lets nothing through but what this cloud's key has signed. Nothing of a body is read before.
 *
 * <p>The server proper checks signatures as well, and alone it is not enough: it takes what is not signed at all for an anonymous
 * request, answered from every file that others may read; it obeys headers that a signature does not cover, so that the holder of a
 * URL could copy another object into the URL's; and it reads a body before it knows whose it is. Thread-safe.
 */
final class SignedStore extends Handler.Wrapper {

  private final S3Check check;

  SignedStore(Handler store, AccessKey key) {
    super(store);
    this.check = new S3Check(key);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    S3Refusal refusal = check.refusal(S3Call.of(request));
    return refusal == null
        ? super.handle(request, response, callback)
        : refusal.send(request, response, callback);
  }
}
