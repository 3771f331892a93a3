package dev.fanfare.memo;

import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.Tagged;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests to a store. Thread-safe. */
record CountingStore(ObjectStore objects, AtomicInteger requests) implements ObjectStore {

  CountingStore(ObjectStore objects) {
    this(objects, new AtomicInteger());
  }

  private ObjectStore counted() {
    requests.incrementAndGet();
    return objects;
  }

  @Override
  public CompletableFuture<Boolean> putIfAbsent(String key, byte[] body) {
    return counted().putIfAbsent(key, body);
  }

  @Override
  public CompletableFuture<Void> put(String key, byte[] body) {
    return counted().put(key, body);
  }

  @Override
  public CompletableFuture<Tagged> getTagged(String key) {
    return counted().getTagged(key);
  }

  @Override
  public CompletableFuture<Boolean> replace(String key, String tag, byte[] body) {
    return counted().replace(key, tag, body);
  }

  @Override
  public CompletableFuture<byte[]> get(String key) {
    return counted().get(key);
  }

  @Override
  public CompletableFuture<byte[]> get(String key, long offset, int most) {
    return counted().get(key, offset, most);
  }

  @Override
  public CompletableFuture<Void> get(String key, Path file) {
    return counted().get(key, file);
  }

  @Override
  public CompletableFuture<List<String>> list(String prefix) {
    return counted().list(prefix);
  }

  @Override
  public CompletableFuture<Void> delete(String key) {
    return counted().delete(key);
  }

  @Override
  public void close() {
    objects.close();
  }
}
