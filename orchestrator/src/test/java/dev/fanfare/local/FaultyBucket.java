package dev.fanfare.local;

import dev.fanfare.StoreException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.Tagged;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A bucket whose requests meet faults by plan: some are refused, some results are damaged where they lie, before their writer learns
 * that they are stored. Thread-safe.
 *
 * @param objects the bucket proper
 * @param folder where its objects lie, a file each
 */
record FaultyBucket(ObjectStore objects, Path folder, FaultPlan plan, AtomicLong requests)
    implements ObjectStore {

  private <T> CompletableFuture<T> unlessRefused(
      long number, Supplier<CompletableFuture<T>> request) {
    boolean refused = plan.strikes(Fault.CLOCK_SKEW, number);
    return refused || plan.strikes(Fault.STORE_503, number)
        ? CompletableFuture.failedFuture(new StoreException("as planned", refused, null))
        : request.get();
  }

  @Override
  public CompletableFuture<Boolean> putIfAbsent(String key, byte[] body) {
    long number = requests.getAndIncrement();
    return unlessRefused(
        number,
        () -> objects.putIfAbsent(key, body).thenApply(written -> {
          if (written && key.contains("/results/")) {
            Damage.to(folder.resolve(key), plan, number);
          }
          return written;
        }));
  }

  @Override
  public CompletableFuture<byte[]> get(String key) {
    return unlessRefused(requests.getAndIncrement(), () -> objects.get(key));
  }

  @Override
  public CompletableFuture<Void> put(String key, byte[] body) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<List<String>> list(String prefix) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Tagged> getTagged(String key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Boolean> replace(String key, String tag, byte[] body) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> delete(String key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    objects.close();
  }
}
