package dev.fanfare.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.gaul.shaded.org.eclipse.jetty.io.Content;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/**
 * Stands before the embedded S3 and lets its requests meet faults: some are refused, some results are damaged where they lie, before
 * their writer learns that they are stored. Thread-safe.
 */
final class FaultyStore extends Handler.Wrapper {

  private final Path folder;
  private final FaultPlan plan;
  private final AtomicLong requests = new AtomicLong();

  /**
   * A store whose faults are planned.
   *
   * @param store the server proper
   * @param folder where its objects lie, a file each
   */
  FaultyStore(Handler store, Path folder, FaultPlan plan) {
    super(store);
    this.folder = folder;
    this.plan = plan;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    long number = requests.getAndIncrement();
    if (plan.strikes(Fault.STORE_503, number)) {
      return refuse(new S3Refusal(503, "SlowDown", "as planned"), request, response, callback);
    }
    if (plan.strikes(Fault.CLOCK_SKEW, number)) {
      return refuse(
          new S3Refusal(403, "RequestTimeTooSkewed", "as planned"), request, response, callback);
    }
    if (!request.getMethod().equals("PUT")
        || !Request.getPathInContext(request).contains("/results/")) {
      return super.handle(request, response, callback);
    }
    Damaged damaged = new Damaged(request, response, callback, number);
    return super.handle(request, damaged, damaged.callback());
  }

  // The caller is one of ours: it sends its body to the end before it reads the answer.
  private static boolean refuse(
      S3Refusal refusal, Request request, Response response, Callback callback) throws IOException {
    Content.Source.consumeAll(request);
    return refusal.send(request, response, callback);
  }

  /** The response to an upload, which is held back until the stored object has been damaged. */
  private final class Damaged extends Response.Wrapper {

    private final Callback outer;
    private final long number;
    private final AtomicBoolean done = new AtomicBoolean();

    Damaged(Request request, Response response, Callback outer, long number) {
      super(request, response);
      this.outer = outer;
      this.number = number;
    }

    Callback callback() {
      return Callback.from(outer.getInvocationType(), this::succeeded, outer::failed);
    }

    private void succeeded() {
      damage();
      outer.succeeded();
    }

    @Override
    public void write(boolean last, ByteBuffer content, Callback written) {
      damage();
      super.write(last, content, written);
    }

    private void damage() {
      // 0 is what stands there until the answer is committed, if nothing else is said: it becomes
      // 200.
      if (getStatus() >= 300 || done.getAndSet(true)) {
        return;
      }
      Path file = folder.resolve(Request.getPathInContext(getRequest()).substring(1));
      Damage.to(file, plan, number);
    }
  }
}
