package dev.fanfare.store;

import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** What a function and the orchestrator exchange in a run's folder: URLs that functions may write to, and what they wrote. Thread-safe. */
public final class RunStore implements AutoCloseable {

  private final ObjectStore objects;
  private final UrlSigner signer;

  /** A store that owns {@code objects}. */
  public RunStore(ObjectStore objects, UrlSigner signer) {
    this.objects = objects;
    this.signer = signer;
  }

  /** A URL that takes one PUT of the batch's outcome, and only if nothing lies there. */
  public URI resultUrl(Batch batch) {
    return signer.putUrl(key(batch));
  }

  /** Reads the batch's outcome. */
  public CompletableFuture<BatchOutcome> outcome(Batch batch) {
    return objects
        .get(key(batch))
        .thenApply(object -> Codec.readOutcome(object, batch.returnTypes()));
  }

  private static String key(Batch batch) {
    return new RunFolder(batch.runId()).result(batch);
  }

  @Override
  public void close() {
    objects.close();
  }
}
