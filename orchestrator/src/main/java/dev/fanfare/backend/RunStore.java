package dev.fanfare.backend;

import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.store.UrlSigner;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Compression;
import dev.fanfare.wire.InputReference;
import dev.fanfare.wire.Invocation;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a function and the orchestrator exchange in a run's folder: batches, where they are too large to travel, and outcomes. Thread-safe. */
public final class RunStore implements AutoCloseable {

  /** A payload that fits a synchronous invocation, which takes 6 MB (AWS Lambda Developer Guide, "Lambda quotas"). */
  public static final int SYNCHRONOUS_BYTES = 5_000_000;

  /** A payload that fits an invocation that Lambda queues, which takes 1 MB. */
  public static final int QUEUED_BYTES = 900_000;

  private final ObjectStore objects;
  private final UrlSigner signer;
  private final boolean cancellable;

  /** A store that owns {@code objects}, of runs whose functions end with whoever stops them. */
  public RunStore(ObjectStore objects, UrlSigner signer) {
    this(objects, signer, /* cancellable= */ false);
  }

  /**
   * A store that owns {@code objects}.
   *
   * @param cancellable whether functions are told where to look whether their run is stopped
   */
  public RunStore(ObjectStore objects, UrlSigner signer, boolean cancellable) {
    this.objects = objects;
    this.signer = signer;
    this.cancellable = cancellable;
  }

  /**
   * What a function is invoked with to run the batch: the batch and where its outcome goes, or where that lies, if it is large.
   *
   * @param mostBytes of a payload; {@link #SYNCHRONOUS_BYTES} where an answer is waited for
   * @throws dev.fanfare.kernel.NotAKernelException if a task can run in this JVM alone
   * @throws dev.fanfare.kernel.MalformedMessageException if JSON cannot carry an argument
   */
  public CompletableFuture<byte[]> payload(Batch batch, int mostBytes) {
    byte[] json = Codec.write(new Invocation(batch, resultUrl(batch), cancelUrl(batch)));
    if (json.length <= mostBytes) {
      return CompletableFuture.completedFuture(json);
    }
    String key = folder(batch).input(batch);
    return objects
        .put(key, Compression.pack(json))
        .thenApply(stored -> Codec.write(new InputReference(signer.getUrl(key))));
  }

  /** A URL that takes one PUT of the batch's outcome, and only if nothing lies there. */
  public URI resultUrl(Batch batch) {
    return signer.putUrl(folder(batch).result(batch));
  }

  private @Nullable URI cancelUrl(Batch batch) {
    return cancellable ? signer.getUrl(folder(batch).cancelled(batch)) : null;
  }

  /** Tells the functions that have batches of the same session that nobody waits for them any more. */
  public CompletableFuture<Void> cancel(Batch batch) {
    return cancellable
        ? objects.put(folder(batch).cancelled(batch), new byte[0])
        : CompletableFuture.completedFuture(null);
  }

  /**
   * Reads the batch's outcome. Ends exceptionally with {@link dev.fanfare.kernel.MalformedMessageException}
   * where what lies in its place is damaged, or another batch's.
   */
  public CompletableFuture<BatchOutcome> outcome(Batch batch) {
    String key = folder(batch).result(batch);
    return objects.get(key).thenApply(object -> {
      BatchOutcome outcome = Codec.readOutcome(object, batch.returnTypes());
      if (!outcome.isOf(batch)) {
        throw new MalformedMessageException("the object " + key + " is another batch's", null);
      }
      return outcome;
    });
  }

  private static RunFolder folder(Batch batch) {
    return new RunFolder(batch.runId());
  }

  @Override
  public void close() {
    objects.close();
  }
}
