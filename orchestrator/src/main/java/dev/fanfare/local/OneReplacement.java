package dev.fanfare.local;

import java.util.concurrent.locks.ReentrantLock;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/**
 * Lets one PUT with {@code If-Match} through at a time: S3Proxy compares and replaces in two steps, between which another one could
 * replace, too. Thread-safe.
 */
final class OneReplacement extends Handler.Wrapper {

  private final ReentrantLock lock = new ReentrantLock();

  OneReplacement(Handler store) {
    super(store);
  }

  // The server proper has answered when it returns.
  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!request.getHeaders().contains("If-Match") || !request.getMethod().equals("PUT")) {
      return super.handle(request, response, callback);
    }
    lock.lock();
    try {
      return super.handle(request, response, callback);
    } finally {
      lock.unlock();
    }
  }
}
