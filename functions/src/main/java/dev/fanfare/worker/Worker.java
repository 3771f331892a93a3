package dev.fanfare.worker;

import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Task;
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
 * Runs batches on a pool of threads that is as large as the processors that the function's memory buys. Thread-safe; its threads
 * are daemons and stay for the next batch.
 */
public final class Worker {

  /** Memory that buys one vCPU, in MB (AWS Lambda Developer Guide, "Configure Lambda function memory"). */
  static final int MEMORY_MB_PER_VCPU = 1769;

  // Not a random UUID: the random source alone takes some 25 ms of a cold start.
  private final String id = Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX) + "-"
      + Long.toString(System.nanoTime(), Character.MAX_RADIX);
  private final AtomicLong batches = new AtomicLong();
  private final int threads;
  private final boolean borrowed;
  private final @Nullable ExecutorService pool;

  private final Initializers initializers = new Initializers();

  /** A worker with that many threads; with one, tasks run on the calling thread, which is the worker's own. */
  public Worker(int threads) {
    this(threads, /* borrowed= */ false);
  }

  /**
   * A worker that runs tasks on the thread of somebody who does something else, too. An interrupt of that thread is not a task's:
   * it ends the batch with {@link InterruptedException}.
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
   * Threads for a function of so much memory: 1769 MB are one vCPU, 10240 MB are six. {@code availableProcessors()} would promise
   * more than the function is given.
   */
  public static int threadsFor(int memoryMb) {
    return Math.max(1, Math.round((float) memoryMb / MEMORY_MB_PER_VCPU));
  }

  /** Runs every task of the batch and returns when all have ended. A task that fails does not hurt the others. */
  public BatchOutcome run(Batch batch) throws InterruptedException {
    return run(batch, late -> {}, () -> true);
  }

  /**
   * Runs the batch.
   *
   * @param late takes the outcome as soon as a task has run for longer than its timeout; that ends
   *     the batch, and this method returns the same outcome when {@code late} has returned and the
   *     tasks that are running have heeded an interrupt
   * @param wanted asked before each task: once it is false, no further task is started
   */
  public BatchOutcome run(Batch batch, Consumer<? super BatchOutcome> late, BooleanSupplier wanted)
      throws InterruptedException {
    return run(batch, late, wanted, new Cancellation(null), Deadline.NONE);
  }

  /** Runs what can be run of the batch before a deadline, and before its run is stopped. */
  BatchOutcome run(
      Batch batch,
      Consumer<? super BatchOutcome> late,
      Cancellation cancellation,
      Deadline deadline)
      throws InterruptedException {
    return run(batch, late, () -> !cancellation.cancelled(), cancellation, deadline);
  }

  /**
   * Runs what can be run of the batch before a deadline. A task that is not likely to end in time is not started; where tasks run
   * into the deadline's margin, that ends the batch as a timeout does, but for the running tasks, which are missing.
   */
  private BatchOutcome run(
      Batch batch,
      Consumer<? super BatchOutcome> late,
      BooleanSupplier wanted,
      Cancellation cancellation,
      Deadline deadline)
      throws InterruptedException {
    WorkerInfo info =
        new WorkerInfo(id, ProcessHandle.current().pid(), threads, batches.incrementAndGet());
    BatchRun run = new BatchRun(batch, info, late, wanted, deadline, borrowed);
    cancellation.watch(run::stopEarly);
    run.initialize(initializers);
    if (pool == null) {
      for (Task task : batch.tasks()) {
        run.run(task);
      }
    } else {
      onPool(pool, run, batch.tasks());
    }
    return run.result();
  }

  private static void onPool(ExecutorService pool, BatchRun run, List<Task> tasks)
      throws InterruptedException {
    List<Callable<Void>> calls = new ArrayList<>(tasks.size());
    for (Task task : tasks) {
      calls.add(() -> {
        run.run(task);
        return null;
      });
    }
    pool.invokeAll(calls);
  }
}
