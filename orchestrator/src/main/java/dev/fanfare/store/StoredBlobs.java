package dev.fanfare.store;

import dev.fanfare.kernel.Blob;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.wire.Sha256;
import dev.fanfare.wire.SharedArgument;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The shared arguments of a run in a store, by their content: {@code runs/{runId}/blobs/{sha256}}, which
 * lives and dies with the run, or {@code blobs/{sha256}}, which is kept until a user deletes it.
 * Thread-safe.
 *
 * @param objects the store
 * @param run the run's folder
 */
public record StoredBlobs(ObjectStore objects, RunFolder run) {

  /**
   * A blob in the store.
   *
   * @param written whether it was not there before
   */
  public record Place(String key, boolean written) {}

  /** The key of a blob; empty if it is not there. */
  public CompletableFuture<Optional<String>> find(Blob blob) {
    String own = run.blob(blob.sha256());
    String kept = RunFolder.keptBlob(blob.sha256());
    return exists(own)
        .thenCompose(found -> found
            ? CompletableFuture.completedFuture(Optional.of(own))
            : exists(kept).thenApply(also -> also ? Optional.of(kept) : Optional.empty()));
  }

  private CompletableFuture<Boolean> exists(String key) {
    return objects.get(key, 0, 1).thenApply(byteOfIt -> true).exceptionally(error -> {
      if (Await.cause(error) instanceof NoSuchObjectException) {
        return false;
      }
      throw new CompletionException(Await.cause(error));
    });
  }

  /**
   * Writes a blob unless it is there.
   *
   * @throws dev.fanfare.kernel.MalformedMessageException if it would not arrive exactly
   */
  public CompletableFuture<Place> put(SharedArgument argument) {
    return find(argument.blob())
        .thenCompose(found -> found.isPresent()
            ? CompletableFuture.completedFuture(new Place(found.get(), false))
            : write(argument));
  }

  private CompletableFuture<Place> write(SharedArgument argument) {
    String sha256 = argument.blob().sha256();
    String key = argument.shared().isKept() ? RunFolder.keptBlob(sha256) : run.blob(sha256);
    return objects
        .putIfAbsent(key, argument.encode())
        .thenApply(written -> new Place(key, written));
  }

  /**
   * Reads a blob and checks it.
   *
   * @throws FanfareException if it is gone or damaged
   */
  public byte[] read(Blob blob) {
    String key = Await.result(find(blob))
        .orElseThrow(() -> new FanfareException(blob + " is not in the store: neither "
            + run.blob(blob.sha256()) + " nor " + RunFolder.keptBlob(blob.sha256())));
    byte[] bytes = Await.result(objects.get(key));
    if (!Sha256.hex(bytes).equals(blob.sha256())) {
      throw new FanfareException(blob + " is damaged in the store: " + key
          + " has another SHA-256, and " + bytes.length + " bytes");
    }
    return bytes;
  }
}
