package dev.fanfare.parallel;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.ThreadBackend;
import dev.fanfare.backend.Traits;
import dev.fanfare.wire.Batch;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that pass for something dear: they do not claim to share memory, bare calls keep them, openings are counted. */
class CountedBackend implements Backend {

  private static final AtomicInteger OPENED = new AtomicInteger();
  private static final AtomicInteger OPEN = new AtomicInteger();

  private final ThreadBackend threads = new ThreadBackend();
  private boolean open;

  static void reset() {
    IdlePool.SHARED.close();
    OPENED.set(0);
  }

  /** How often one was opened. */
  static int opened() {
    return OPENED.get();
  }

  /** How many are open now. */
  static int nowOpen() {
    return OPEN.get();
  }

  @Override
  public Traits traits() {
    return Traits.of(Traits.Workers.PROCESSES).startingSlowly();
  }

  @Override
  public void open(int workers) {
    OPENED.incrementAndGet();
    OPEN.incrementAndGet();
    open = true;
    threads.open(workers);
  }

  @Override
  public CompletableFuture<BatchResult> submit(Batch batch) {
    return threads.submit(batch);
  }

  @Override
  public void abort() {
    threads.abort();
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      OPEN.decrementAndGet();
    }
    threads.close();
  }
}
