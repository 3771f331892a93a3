package dev.fanfare.memo;

import dev.fanfare.StoreException;
import dev.fanfare.backend.Timeline;
import dev.fanfare.store.Await;
import dev.fanfare.worker.DaemonThreads;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Entries that are added but not stored yet, and the thread that stores them. Thread-safe. */
final class Additions {

  /** How many full buffers can wait to be stored; {@link #add} waits for the others. */
  private static final int MOST_WAITING = 8;

  /** Entries are stored after this time, even if they are few. */
  private static final Duration SOON = Duration.ofSeconds(5);

  /** A long run waits longer, by its time so far, or it would make many requests. */
  private static final int PART_OF_TIME = 5;

  private final MemoFolder folder;
  private final Timeline timeline;
  private final long startNanos;
  private final Consumer<Segment.Stored> stored;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(DaemonThreads.named("fanfare-memo"));
  private final Semaphore room = new Semaphore(MOST_WAITING);
  private final Map<String, Entry> pending = new ConcurrentHashMap<>();

  private Map<String, Entry> buffer = new LinkedHashMap<>();
  private long bufferBytes;
  private boolean timed;

  /** Ends when all buffers so far are stored; fails if any could not be. */
  private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

  /**
   * Nothing yet.
   *
   * @param timeline tells when to store entries that do not fill a segment
   * @param stored is told of each segment, on the thread of the writer, before its entries are no longer pending
   */
  Additions(MemoFolder folder, Timeline timeline, Consumer<Segment.Stored> stored) {
    this.folder = folder;
    this.timeline = timeline;
    this.startNanos = timeline.nanos();
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
    storeSoon();
    return bufferBytes >= Segment.FULL_BYTES ? cut() : null;
  }

  private synchronized void storeSoon() {
    if (!timed) {
      timed = true;
      Duration part = Duration.ofNanos((timeline.nanos() - startNanos) / PART_OF_TIME);
      timeline.after(part.compareTo(SOON) > 0 ? part : SOON, this::storeRest);
    }
  }

  private synchronized void storeRest() {
    timed = false;
    if (bufferBytes == 0) {
      return;
    }
    // The thread that tells the time must not wait.
    if (room.tryAcquire()) {
      write(Objects.requireNonNull(cut()));
    } else {
      storeSoon();
    }
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
    try {
      Await.result(written());
    } catch (StoreException e) {
      // Not the same one each time: a caller may add the second to the first.
      throw new StoreException(String.valueOf(e.getMessage()), e);
    }
  }

  private synchronized CompletableFuture<Void> written() {
    return written;
  }

  /** Does something on the writer's thread, after what was added before. */
  void afterwards(Runnable work) {
    writer.execute(work);
  }

  /** Waits until the thread has done everything, and ends it. Nothing can be added afterwards. */
  void close() {
    writer.shutdown();
    boolean interrupted = false;
    while (!writer.isTerminated()) {
      try {
        writer.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
