package dev.fanfare.worker;

import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskError;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.TaskTimeoutException;
import dev.fanfare.wire.Timing;
import dev.fanfare.wire.WorkerInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A batch while it runs: what has ended, and what is running. A task that takes longer than its timeout
 * ends the batch: what is done then is its outcome, with the late task as failed. So does the deadline
 * where tasks are running; these are missing then. Tasks that are missing are to run again. Thread-safe.
 */
final class BatchRun {

  /** What Python's global lock is to code that holds it: one kernel that is not thread-safe at a time per process. */
  private static final ReentrantLock EXCLUSIVE = new ReentrantLock();

  /** Made when the first timeout is asked for. */
  static final class Clock {
    static final ScheduledThreadPoolExecutor TIMER = timer();

    private static ScheduledThreadPoolExecutor timer() {
      ScheduledThreadPoolExecutor timer =
          new ScheduledThreadPoolExecutor(1, DaemonThreads.named("fanfare-timeout"));
      timer.setRemoveOnCancelPolicy(true);
      return timer;
    }
  }

  private final Batch batch;
  private final WorkerInfo worker;
  private final Consumer<? super BatchOutcome> late;
  private final BooleanSupplier wanted;
  private final Deadline deadline;
  private final CountDownLatch told = new CountDownLatch(1);

  // Guarded by this. Once it is over nothing is started or recorded any more.
  private final Map<Long, TaskOutcome> ended = new HashMap<>();
  private final Map<Task, Thread> running = new HashMap<>();
  private Duration longest = Duration.ZERO;
  private @Nullable Future<?> deadlineAlarm;
  private boolean over;

  /**
   * A batch that has not begun.
   *
   * @param late takes the outcome where a timeout or the deadline ends the batch; called by a timer's thread
   * @param wanted whether its tasks are wanted still
   * @param deadline tasks that are not likely to end before it are not started
   */
  BatchRun(
      Batch batch,
      WorkerInfo worker,
      Consumer<? super BatchOutcome> late,
      BooleanSupplier wanted,
      Deadline deadline) {
    this.batch = batch;
    this.worker = worker;
    this.late = late;
    this.wanted = wanted;
    this.deadline = deadline;
  }

  /** Runs one of its tasks on the calling thread, unless the batch is over or not wanted any more. */
  void run(Task task) {
    if (task.call().threadSafe()) {
      runTimed(task);
      return;
    }
    EXCLUSIVE.lock();
    try {
      runTimed(task);
    } finally {
      EXCLUSIVE.unlock();
    }
  }

  private void runTimed(Task task) {
    if (!begin(task)) {
      return;
    }
    Duration before = deadline.remaining();
    Future<?> alarm = alarm(task);
    TaskOutcome outcome = TaskRunner.run(task, batch.conditions());
    if (alarm != null) {
      alarm.cancel(/* mayInterruptIfRunning= */ false);
    }
    end(task, outcome, before.minus(deadline.remaining()));
    if (over()) {
      // The interrupt was meant for the batch that is over, not for this thread's next one.
      Thread.interrupted();
    }
  }

  private @Nullable Future<?> alarm(Task task) {
    return batch
        .conditions()
        .timeout()
        .<Future<?>>map(timeout -> Clock.TIMER.schedule(
            () -> expire(task, timeout), timeout.toMillis(), TimeUnit.MILLISECONDS))
        .orElse(null);
  }

  private synchronized boolean begin(Task task) {
    // The longest task so far is the best guess at the next one.
    boolean begun = !over && wanted.getAsBoolean() && deadline.allows(longest);
    if (begun) {
      running.put(task, Thread.currentThread());
      watchDeadline();
    }
    return begun;
  }

  // Not before a task runs: an alarm that finds none does nothing.
  private void watchDeadline() {
    if (deadlineAlarm == null && !deadline.equals(Deadline.NONE)) {
      deadlineAlarm = Clock.TIMER.schedule(
          this::stopEarly, deadline.remainingForTasks().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  // Races with the alarm: whoever comes first decides what became of the task.
  private synchronized void end(Task task, TaskOutcome outcome, Duration took) {
    if (!over) {
      running.remove(task);
      ended.put(task.index(), outcome);
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
  }

  private void expire(Task task, Duration timeout) {
    synchronized (this) {
      if (over || !running.containsKey(task)) {
        return;
      }
      ended.put(task.index(), timedOut(task, timeout));
      stop();
    }
    tell();
  }

  /** Ends it while tasks are running. Where none is, it ends by itself: none is started any more. */
  void stopEarly() {
    synchronized (this) {
      if (over || running.isEmpty()) {
        return;
      }
      stop();
    }
    tell();
  }

  // Holds the lock.
  private void stop() {
    over = true;
    running.values().forEach(Thread::interrupt);
  }

  private void tell() {
    try {
      late.accept(outcome());
    } finally {
      told.countDown();
    }
  }

  private static TaskOutcome timedOut(Task task, Duration timeout) {
    String message = "task " + task.index() + " ran for longer than its timeout of "
        + timeout.toMillis() / 1e3 + " s and was stopped";
    return TaskOutcome.failed(
        task.index(),
        TaskError.of(new TaskTimeoutException(message)),
        new Timing(0, timeout.toNanos(), 0));
  }

  private synchronized boolean over() {
    return over;
  }

  /**
   * Its outcome, after its tasks have ended. Where a timeout has ended it, that has been told by then:
   * a process that is ended for it must not take another batch with it.
   */
  BatchOutcome result() throws InterruptedException {
    if (over()) {
      told.await();
    }
    forgetDeadline();
    return outcome();
  }

  private synchronized void forgetDeadline() {
    if (deadlineAlarm != null) {
      deadlineAlarm.cancel(/* mayInterruptIfRunning= */ false);
    }
  }

  /** What is known of its tasks by now, in the batch's order. */
  private synchronized BatchOutcome outcome() {
    List<TaskOutcome> known = new ArrayList<>(batch.size());
    for (Task task : batch.tasks()) {
      TaskOutcome outcome = ended.get(task.index());
      if (outcome != null) {
        known.add(outcome.withDigest(task.digest()));
      }
    }
    return new BatchOutcome(batch.runId(), batch.number(), batch.attempt(), worker, known);
  }
}
