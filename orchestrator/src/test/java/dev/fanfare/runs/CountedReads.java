package dev.fanfare.runs;

import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.Tagged;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A store that remembers which objects were read and which prefixes were listed. Thread-safe. */
final class CountedReads implements ObjectStore {

  final Queue<String> reads = new ConcurrentLinkedQueue<>();
  final Queue<String> lists = new ConcurrentLinkedQueue<>();

  private final ObjectStore objects;

  CountedReads(ObjectStore objects) {
    this.objects = objects;
  }

  @Override
  public CompletableFuture<byte[]> get(String key) {
    reads.add(key);
    return objects.get(key);
  }

  @Override
  public CompletableFuture<byte[]> get(String key, long offset, int most) {
    reads.add(key);
    return objects.get(key, offset, most);
  }

  @Override
  public CompletableFuture<List<String>> list(String prefix) {
    lists.add(prefix);
    return objects.list(prefix);
  }

  @Override
  public CompletableFuture<Boolean> putIfAbsent(String key, byte[] body) {
    return objects.putIfAbsent(key, body);
  }

  @Override
  public CompletableFuture<Void> put(String key, byte[] body) {
    return objects.put(key, body);
  }

  @Override
  public CompletableFuture<Boolean> append(String key, byte[] body) {
    return objects.append(key, body);
  }

  @Override
  public CompletableFuture<Tagged> getTagged(String key) {
    return objects.getTagged(key);
  }

  @Override
  public CompletableFuture<Boolean> replace(String key, String tag, byte[] body) {
    return objects.replace(key, tag, body);
  }

  @Override
  public CompletableFuture<Void> delete(String key) {
    return objects.delete(key);
  }

  @Override
  public void close() {
    objects.close();
  }
}
