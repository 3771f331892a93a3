package dev.fanfare.memo;

import dev.fanfare.StoreException;
import dev.fanfare.store.Await;
import dev.fanfare.worker.DaemonThreads;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Entries that are added but not stored yet, and the thread that stores them. Thread-safe. */
final class Additions {

  /** How many full buffers can wait to be stored; {@link #add} waits for the others. */
  private static final int MOST_WAITING = 8;

  private final MemoFolder folder;
  private final Consumer<Segment.Stored> stored;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(DaemonThreads.named("fanfare-memo"));
  private final Semaphore room = new Semaphore(MOST_WAITING);
  private final Map<String, Entry> pending = new ConcurrentHashMap<>();

  private Map<String, Entry> buffer = new LinkedHashMap<>();
  private long bufferBytes;

  /** Ends when all buffers so far are stored; fails if any could not be. */
  private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

  /**
   * Nothing yet.
   *
   * @param stored is told of each segment, on the thread of the writer, before its entries are no longer pending
   */
  Additions(MemoFolder folder, Consumer<Segment.Stored> stored) {
    this.folder = folder;
    this.stored = stored;
  }

  /** The entry that was added last with that key, if it is not stored yet. */
  @Nullable
  Entry find(String key) {
    return pending.get(key);
  }

  void add(Entry entry) {
    if (entry.size() >= Segment.FULL_BYTES) {
      pending.put(entry.key(), entry);
      room.acquireUninterruptibly();
      write(Map.of(entry.key(), entry));
      return;
    }
    Map<String, Entry> full = buffered(entry);
    if (full != null) {
      room.acquireUninterruptibly();
      write(full);
    }
  }

  private synchronized @Nullable Map<String, Entry> buffered(Entry entry) {
    pending.put(entry.key(), entry);
    Entry before = buffer.put(entry.key(), entry);
    bufferBytes += entry.size() - (before == null ? 0 : before.size());
    return bufferBytes >= Segment.FULL_BYTES ? cut() : null;
  }

  private synchronized @Nullable Map<String, Entry> cut() {
    Map<String, Entry> entries = buffer;
    buffer = new LinkedHashMap<>();
    bufferBytes = 0;
    return entries.isEmpty() ? null : entries;
  }

  private synchronized void write(Map<String, Entry> entries) {
    CompletableFuture<Void> done = CompletableFuture.runAsync(() -> store(entries), writer);
    written = CompletableFuture.allOf(written, done);
  }

  private void store(Map<String, Entry> entries) {
    try {
      Segment segment = new Segment();
      entries.values().forEach(entry -> segment.add(entry, entry.created().toEpochMilli()));
      Segment.Stored end = segment.end(MemoFolder.LOG + folder.stem());
      folder.add(end.name(), end.body());
      stored.accept(end);
    } finally {
      entries.forEach(pending::remove);
      room.release();
    }
  }

  /**
   * Stores what was added.
   *
   * @throws StoreException if that failed, now or before. The entries that it failed for are not tried again
   */
  void flush() {
    Map<String, Entry> rest = cut();
    if (rest != null) {
      room.acquireUninterruptibly();
      write(rest);
    }
    Await.result(written());
  }

  private synchronized CompletableFuture<Void> written() {
    return written;
  }

  /** Does something on the writer's thread, after what was added before. */
  void afterwards(Runnable work) {
    writer.execute(work);
  }

  /** Ends the thread when all is done. Nothing can be added afterwards. */
  void close() {
    writer.shutdown();
  }
}
