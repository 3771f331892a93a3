package dev.fanfare.memo;

import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.Tagged;
import dev.fanfare.wire.Sha256;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;

/** Objects in memory. Thread-safe. */
record MapStore(ConcurrentSkipListMap<String, byte[]> objects) implements ObjectStore {

  MapStore() {
    this(new ConcurrentSkipListMap<>());
  }

  @Override
  public CompletableFuture<Boolean> putIfAbsent(String key, byte[] body) {
    return CompletableFuture.completedFuture(objects.putIfAbsent(key, body) == null);
  }

  @Override
  public CompletableFuture<Void> put(String key, byte[] body) {
    objects.put(key, body);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Tagged> getTagged(String key) {
    return get(key).thenApply(body -> new Tagged(body, Arrays.toString(Sha256.of(body))));
  }

  @Override
  public CompletableFuture<Boolean> replace(String key, String tag, byte[] body) {
    byte[] before = objects.get(key);
    return CompletableFuture.completedFuture(before != null
        && tag.equals(Arrays.toString(Sha256.of(before)))
        && objects.replace(key, before, body));
  }

  @Override
  public CompletableFuture<byte[]> get(String key) {
    byte[] body = objects.get(key);
    return body == null
        ? CompletableFuture.failedFuture(new NoSuchObjectException(key, null))
        : CompletableFuture.completedFuture(body);
  }

  @Override
  public CompletableFuture<List<String>> list(String prefix) {
    return CompletableFuture.completedFuture(
        objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList());
  }

  @Override
  public CompletableFuture<Void> delete(String key) {
    objects.remove(key);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {}
}
