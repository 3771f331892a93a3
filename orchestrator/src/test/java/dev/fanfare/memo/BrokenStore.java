package dev.fanfare.memo;

import dev.fanfare.StoreException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.Tagged;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A store that does what changes something that many times, and then nothing more, as after a process was killed. */
record BrokenStore(ObjectStore objects, AtomicInteger changes) implements ObjectStore {

  private <T> CompletableFuture<T> change(Supplier<CompletableFuture<T>> work) {
    return changes.getAndDecrement() > 0
        ? work.get()
        : CompletableFuture.failedFuture(new StoreException("as planned", null));
  }

  @Override
  public CompletableFuture<Boolean> putIfAbsent(String key, byte[] body) {
    return change(() -> objects.putIfAbsent(key, body));
  }

  @Override
  public CompletableFuture<Void> put(String key, byte[] body) {
    return change(() -> objects.put(key, body));
  }

  @Override
  public CompletableFuture<Tagged> getTagged(String key) {
    return objects.getTagged(key);
  }

  @Override
  public CompletableFuture<Boolean> replace(String key, String tag, byte[] body) {
    return change(() -> objects.replace(key, tag, body));
  }

  @Override
  public CompletableFuture<byte[]> get(String key) {
    return objects.get(key);
  }

  @Override
  public CompletableFuture<List<String>> list(String prefix) {
    return objects.list(prefix);
  }

  @Override
  public CompletableFuture<Void> delete(String key) {
    return change(() -> objects.delete(key));
  }

  @Override
  public void close() {
    objects.close();
  }
}
