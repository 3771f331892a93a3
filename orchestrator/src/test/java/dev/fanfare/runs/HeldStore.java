package dev.fanfare.runs;

import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.Tagged;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** A store whose objects do not grow, and whose writes end when a test says so. Others are refused. */
final class HeldStore implements ObjectStore {

  private record Write(String key, byte[] body, CompletableFuture<Boolean> written) {}

  private final Queue<Write> held = new ArrayDeque<>();
  private final List<String> keys = new ArrayList<>();

  /** What was to be written so far. */
  List<String> keys() {
    return keys;
  }

  /** Ends the first write that is held, whose object is then in that store. */
  void release(ObjectStore store) {
    Write write = held.remove();
    write.written().complete(store.putIfAbsent(write.key(), write.body()).join());
  }

  /** Ends the first write that is held by an error. */
  void fail(RuntimeException error) {
    held.remove().written().completeExceptionally(error);
  }

  @Override
  public CompletableFuture<Boolean> putIfAbsent(String key, byte[] body) {
    Write write = new Write(key, body, new CompletableFuture<>());
    keys.add(key);
    held.add(write);
    return write.written();
  }

  @Override
  public CompletableFuture<Void> put(String key, byte[] body) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<byte[]> get(String key) {
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
  public void close() {}
}
