package dev.fanfare.wire;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the orchestrator sends to a function: a batch, and where its outcome goes. Its URLs are secrets:
 * anyone who has them can use them.
 *
 * @param batch the tasks
 * @param resultUrl presigned URL that takes one PUT of the {@link BatchOutcome}
 * @param cancelUrl presigned URL of an object that exists once the run is stopped; null if the
 *     orchestrator can end the function itself
 * @param blobs where to read the shared arguments, by their SHA-256: presigned URLs or, in a worker of
 *     this machine, files
 */
public record Invocation(
    Batch batch, URI resultUrl, @Nullable URI cancelUrl, Map<String, URI> blobs)
    implements Payload {

  public Invocation {
    blobs = Map.copyOf(blobs);
  }

  /** An invocation without shared arguments. */
  public Invocation(Batch batch, URI resultUrl, @Nullable URI cancelUrl) {
    this(batch, resultUrl, cancelUrl, Map.of());
  }

  /** An invocation that cannot be cancelled. */
  public Invocation(Batch batch, URI resultUrl) {
    this(batch, resultUrl, null);
  }

  /** Only the batch, because the URLs must not reach a log. */
  @Override
  public String toString() {
    return "Invocation[batch=" + batch + "]";
  }
}
