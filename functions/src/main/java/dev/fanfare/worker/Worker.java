package dev.fanfare.worker;

import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches on a pool of threads that is as large as the processors that the function's memory buys. Thread-safe; its threads
 * are daemons and stay for the next batch.
 */
public final class Worker {

  /** Memory that buys one vCPU, in MB (AWS Lambda Developer Guide, "Configure Lambda function memory"). */
  static final int MEMORY_MB_PER_VCPU = 1769;

  private final String id = UUID.randomUUID().toString().substring(0, 8);
  private final AtomicLong batches = new AtomicLong();
  private final int threads;
  private final @Nullable ExecutorService pool;

  /** A worker with that many threads; with one, tasks run on the calling thread. */
  public Worker(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got: " + threads);
    }
    this.threads = threads;
    this.pool =
        threads == 1 ? null : Executors.newFixedThreadPool(threads, named("fanfare-worker-"));
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
    WorkerInfo info =
        new WorkerInfo(id, ProcessHandle.current().pid(), threads, batches.incrementAndGet());
    List<TaskOutcome> outcomes = pool == null
        ? batch.tasks().stream().map(TaskRunner::run).toList()
        : onPool(pool, batch.tasks());
    return new BatchOutcome(batch.runId(), batch.number(), batch.attempt(), info, outcomes);
  }

  private static List<TaskOutcome> onPool(ExecutorService pool, List<Task> tasks)
      throws InterruptedException {
    List<Callable<TaskOutcome>> calls = new ArrayList<>(tasks.size());
    tasks.forEach(task -> calls.add(() -> TaskRunner.run(task)));
    List<TaskOutcome> outcomes = new ArrayList<>(tasks.size());
    for (Future<TaskOutcome> ended : pool.invokeAll(calls)) {
      try {
        outcomes.add(ended.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a task runner never throws", e);
      }
    }
    return outcomes;
  }

  /** Makes daemon threads called {@code prefix1}, {@code prefix2}, ... */
  public static ThreadFactory named(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
