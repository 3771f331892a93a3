package dev.fanfare.worker;

import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches on a pool with one thread per vCPU of the function. Thread-safe; its daemon threads
 * stay for the next batch.
 */
public final class Worker {

  /** Memory per vCPU, in MB (AWS Lambda Developer Guide, "Configure Lambda function memory"). */
  static final int MEMORY_MB_PER_VCPU = 1769;

  private final long pid = ProcessHandle.current().pid();

  // Not a random UUID, because the random source takes about 25 ms of a cold start.
  private final String id = Long.toString(pid, Character.MAX_RADIX) + "-"
      + Long.toString(System.nanoTime(), Character.MAX_RADIX);
  private final AtomicLong batches = new AtomicLong();
  private final int threads;
  private final boolean borrowed;
  private final @Nullable ExecutorService pool;

  private final Initializers initializers = new Initializers();

  /**
   * A worker with that many threads. With one thread, tasks run on the calling thread, which must
   * belong to the worker.
   */
  public Worker(int threads) {
    this(threads, /* borrowed= */ false);
  }

  /**
   * A worker that runs tasks on the caller's thread. An interrupt of that thread ends the batch
   * with {@link InterruptedException}.
   */
  public static Worker onBorrowedThread() {
    return new Worker(1, /* borrowed= */ true);
  }

  private Worker(int threads, boolean borrowed) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got: " + threads);
    }
    this.threads = threads;
    this.borrowed = borrowed;
    this.pool = threads == 1
        ? null
        : Executors.newFixedThreadPool(threads, DaemonThreads.named("fanfare-worker"));
  }

  /**
   * The number of threads for a function's memory size: 1769 MB are one vCPU, 10240 MB are six.
   * {@code availableProcessors()} returns more than the function gets.
   */
  public static int threadsFor(int memoryMb) {
    return Math.max(1, Math.round((float) memoryMb / MEMORY_MB_PER_VCPU));
  }

  /**
   * Runs every task of the batch and returns when all have ended. A failing task does not affect
   * the others.
   */
  public BatchOutcome run(Batch batch) throws InterruptedException {
    return run(batch, late -> {}, () -> true);
  }

  /**
   * Runs the batch.
   *
   * @param late receives the outcome as soon as a task exceeds its timeout, which ends the batch;
   *     this method returns the same outcome after {@code late} has returned and the running tasks
   *     have reacted to an interrupt
   * @param wanted checked before each task; once it is false, no further task starts
   */
  public BatchOutcome run(Batch batch, Consumer<? super BatchOutcome> late, BooleanSupplier wanted)
      throws InterruptedException {
    return run(batch, late, wanted, new Cancellation(null), Deadline.NONE);
  }

  /** Runs as much of the batch as possible before a deadline or until its run is stopped. */
  BatchOutcome run(
      Batch batch,
      Consumer<? super BatchOutcome> late,
      Cancellation cancellation,
      Deadline deadline)
      throws InterruptedException {
    return run(batch, late, () -> !cancellation.cancelled(), cancellation, deadline);
  }

  /**
   * Runs as much of the batch as possible before a deadline. Tasks that are unlikely to end in time
   * are not started. If tasks run into the deadline's margin, the batch ends as with a timeout, but
   * the running tasks are missing instead of failed.
   */
  private BatchOutcome run(
      Batch batch,
      Consumer<? super BatchOutcome> late,
      BooleanSupplier wanted,
      Cancellation cancellation,
      Deadline deadline)
      throws InterruptedException {
    WorkerInfo info = new WorkerInfo(id, pid, threads, batches.incrementAndGet());
    BatchRun run = new BatchRun(batch, info, late, wanted, deadline, borrowed);
    cancellation.watch(run::stopEarly);
    run.initialize(initializers);
    if (pool == null) {
      for (int place = 0; place < batch.size(); place++) {
        run.run(place);
      }
    } else {
      onPool(pool, run, batch.size());
    }
    return run.result();
  }

  private static void onPool(ExecutorService pool, BatchRun run, int tasks)
      throws InterruptedException {
    List<Callable<Void>> calls = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      int place = i;
      calls.add(() -> {
        run.run(place);
        return null;
      });
    }
    pool.invokeAll(calls);
  }
}
