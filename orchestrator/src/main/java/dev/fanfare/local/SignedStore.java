package dev.fanfare.local;

import org.gaul.shaded.org.eclipse.jetty.http.HttpHeader;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/**
 * Stands before the embedded S3 and refuses what claims no signature. The server proper checks those that are claimed; but what is
 * not signed at all it takes for an anonymous request, and answers it from every folder and file that others may read.
 */
final class SignedStore extends Handler.Wrapper {

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final S3Refusal UNSIGNED =
      new S3Refusal(403, "AccessDenied", "the request is not signed");

  SignedStore(Handler store) {
    super(store);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    return claimsSignature(request)
        ? super.handle(request, response, callback)
        : UNSIGNED.send(request, response, callback);
  }

  /** In a header, or in a presigned URL's query. */
  private static boolean claimsSignature(Request request) {
    String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    return header == null
        ? ALGORITHM.equals(Request.extractQueryParameters(request).getValue("X-Amz-Algorithm"))
        : header.startsWith(ALGORITHM + " ");
  }
}
