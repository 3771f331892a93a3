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
import dev.fanfare.wire.SharedArgument;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The exchange between orchestrator and functions through a run's folder: outcomes, and batches
 * that are too large for a payload. Thread-safe.
 */
final class RunStore implements AutoCloseable {

  /**
   * The maximum payload of a synchronous invocation; the limit is 6 MB (AWS Lambda Developer Guide,
   * "Lambda quotas").
   */
  public static final int SYNCHRONOUS_BYTES = 5_000_000;

  /** The maximum payload of an asynchronous invocation; the limit is 1 MB. */
  public static final int QUEUED_BYTES = 900_000;

  private final ObjectStore objects;
  private final UrlSigner signer;
  private final StopNote note;
  private final SharedBlobs blobs;

  /** A store that owns {@code objects}, for functions that can be killed. */
  public RunStore(ObjectStore objects, UrlSigner signer) {
    this(objects, signer, StopNote.NONE);
  }

  /**
   * A store that owns {@code objects}.
   *
   * @param note how functions learn that their run is stopped
   */
  public RunStore(ObjectStore objects, UrlSigner signer, StopNote note) {
    this(objects, signer, note, SharedBlobs.behind(signer, objects));
  }

  /**
   * A store that owns {@code objects}.
   *
   * @param note how functions learn that their run is stopped
   * @param blobs the shared arguments in it
   */
  public RunStore(ObjectStore objects, UrlSigner signer, StopNote note, SharedBlobs blobs) {
    this.objects = objects;
    this.signer = signer;
    this.note = note;
    this.blobs = blobs;
  }

  /**
   * The payload for a batch: the batch and the URL for its outcome or, if that is too large, a
   * reference to it. Its shared arguments are in the store by then.
   *
   * @param mostBytes maximum size of the payload; {@link #SYNCHRONOUS_BYTES} for synchronous
   *     invocations
   * @throws dev.fanfare.kernel.NotAKernelException if a task can run only in this JVM
   * @throws dev.fanfare.kernel.MalformedMessageException if JSON cannot carry an argument
   */
  public CompletableFuture<byte[]> payload(Batch batch, int mostBytes) {
    List<SharedArgument> shared = SharedArgument.of(batch);
    return shared.isEmpty()
        ? payload(batch, mostBytes, Map.of())
        : blobs.urls(batch.runId(), shared).thenCompose(urls -> payload(batch, mostBytes, urls));
  }

  private CompletableFuture<byte[]> payload(Batch batch, int mostBytes, Map<String, URI> urls) {
    byte[] json = Codec.write(new Invocation(batch, resultUrl(batch), cancelUrl(batch), urls));
    if (json.length <= mostBytes) {
      return CompletableFuture.completedFuture(json);
    }
    String key = folder(batch).input(batch);
    return objects
        .put(key, Compression.pack(json))
        .thenApply(stored -> Codec.write(new InputReference(signer.getUrl(key))));
  }

  /** A URL for one PUT of the batch's outcome, which fails if there is one already. */
  public URI resultUrl(Batch batch) {
    return signer.putUrl(folder(batch).result(batch));
  }

  private @Nullable URI cancelUrl(Batch batch) {
    return note == StopNote.NONE ? null : signer.getUrl(folder(batch).cancelled(batch));
  }

  /** Writes the note that makes functions with batches of the same session stop, if this run leaves one. */
  public CompletableFuture<Void> cancel(Batch batch) {
    return note == StopNote.LEFT
        ? objects.put(folder(batch).cancelled(batch), new byte[0])
        : CompletableFuture.completedFuture(null);
  }

  /**
   * Reads the batch's outcome. Fails with {@link dev.fanfare.kernel.MalformedMessageException} if
   * it is damaged or belongs to another batch.
   */
  public CompletableFuture<BatchOutcome> outcome(Batch batch) {
    String key = folder(batch).result(batch);
    return objects.get(key).thenApply(object -> {
      BatchOutcome outcome = Codec.readOutcome(object, batch.returnTypes());
      if (!outcome.isOf(batch)) {
        throw new MalformedMessageException("object " + key + " belongs to another batch", null);
      }
      return outcome;
    });
  }

  private static RunFolder folder(Batch batch) {
    return new RunFolder(batch.runId());
  }

  @Override
  public void close() {
    blobs.release();
    objects.close();
  }
}
