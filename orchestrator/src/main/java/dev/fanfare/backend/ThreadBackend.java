package dev.fanfare.backend;

import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.worker.DaemonThreads;
import dev.fanfare.worker.JvmEnd;
import dev.fanfare.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches on a pool of threads in this JVM: nothing is serialized, any lambda works, memory is
 * shared.
 */
public final class ThreadBackend implements Backend {

  // Written under this object's lock by open, abort and close. Abort replaces the pool, because a
  // thread that ignores an interrupt cannot be stopped.
  private @Nullable ThreadPoolExecutor pool;
  private int workers;
  private final Set<CompletableFuture<BatchResult>> unfinished = ConcurrentHashMap.newKeySet();
  private final ThreadLocal<Worker> worker = ThreadLocal.withInitial(() -> new Worker(1));

  @Override
  public Traits traits() {
    return Traits.of(Traits.Workers.THREADS).atMost(WorkerLimit.threads());
  }

  /** Threads start when there is a batch for them. */
  @Override
  public synchronized void open(int workers) {
    this.workers = workers;
    this.pool = new ThreadPoolExecutor(
        workers,
        Integer.MAX_VALUE,
        0,
        TimeUnit.SECONDS,
        new PollingQueue<>(),
        DaemonThreads.named("fanfare-thread"));
  }

  @Override
  public synchronized CompletableFuture<BatchResult> submit(Batch batch) {
    if (pool == null) {
      throw new IllegalStateException("the backend is not open");
    }
    CompletableFuture<BatchResult> result = new CompletableFuture<>();
    unfinished.add(result);
    ThreadPoolExecutor threads = pool;
    threads.execute(() -> run(batch, result, threads));
    return result;
  }

  @SuppressWarnings("CollectionUndefinedEquality") // That very future.
  private void run(Batch batch, CompletableFuture<BatchResult> result, ThreadPoolExecutor threads) {
    AtomicBoolean late = new AtomicBoolean();
    try {
      Consumer<BatchOutcome> settleLate = early -> {
        // The thread may ignore the interrupt; until it returns, another one replaces it.
        late.set(true);
        resize(threads, 1);
        result.complete(new BatchResult(early, null));
      };
      BatchOutcome outcome = worker.get().run(batch, settleLate, () -> !result.isDone());
      result.complete(new BatchResult(outcome, null));
    } catch (InterruptedException e) {
      if (JvmEnd.hasBegun()) {
        // Its tasks have not failed; stopping the run, which follows, drops it.
        return;
      }
      result.completeExceptionally(new BatchLostException(
          BatchLostException.Reason.ABORTED, "interrupted: " + e.getMessage(), e));
    } catch (Throwable t) {
      result.completeExceptionally(t);
    } finally {
      if (result.isDone()) {
        unfinished.remove(result);
      }
      if (late.get()) {
        resize(threads, -1);
      }
    }
  }

  private synchronized void resize(ThreadPoolExecutor threads, int more) {
    threads.setCorePoolSize(threads.getCorePoolSize() + more);
  }

  @Override
  public synchronized void abort() {
    boolean reopen = pool != null;
    close();
    if (reopen) {
      open(workers);
    }
  }

  @Override
  public synchronized void close() {
    // Before the interrupt below, so that what a task makes of it is not an outcome.
    List<CompletableFuture<BatchResult>> dropped = new ArrayList<>(unfinished);
    unfinished.clear();
    dropped.forEach(result -> result.completeExceptionally(
        new BatchLostException(BatchLostException.Reason.ABORTED, "the run was stopped", null)));
    if (pool != null) {
      pool.shutdownNow();
      pool = null;
    }
  }
}
