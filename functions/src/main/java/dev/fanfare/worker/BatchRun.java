package dev.fanfare.worker;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.TaskTimeoutException;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running batch. A task that exceeds its timeout ends the batch: the outcome contains the
 * completed tasks, with the late task as failed. The deadline also ends the batch; running tasks
 * are then missing from the outcome. Missing tasks run again. A running initializer counts as
 * running for all tasks. Thread-safe.
 */
final class BatchRun {

  private static final ExclusiveLock EXCLUSIVE = new ExclusiveLock(System::nanoTime);

  /** Created with the first timeout. */
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
  private final boolean borrowed;
  private final CountDownLatch told = new CountDownLatch(1);

  // Guarded by this. Once the batch is over, nothing is started or recorded.
  private final Map<Long, TaskOutcome> ended = new HashMap<>();
  private final Map<Object, Thread> running = new HashMap<>();
  private Duration longest = Duration.ZERO;
  private @Nullable Future<?> deadlineAlarm;
  private boolean over;

  /**
   * Creates a batch that has not started.
   *
   * @param late receives the outcome if a timeout or the deadline ends the batch; called on a timer
   *     thread
   * @param wanted whether its tasks are still wanted
   * @param deadline tasks that are unlikely to end before it are not started
   * @param borrowed whether it runs on the caller's thread, whose interrupts are not meant for
   *     tasks
   */
  BatchRun(
      Batch batch,
      WorkerInfo worker,
      Consumer<? super BatchOutcome> late,
      BooleanSupplier wanted,
      Deadline deadline,
      boolean borrowed) {
    this.batch = batch;
    this.worker = worker;
    this.late = late;
    this.wanted = wanted;
    this.deadline = deadline;
    this.borrowed = borrowed;
  }

  /**
   * Calls the run's initializer on the calling thread, unless it was called before. If it fails,
   * all tasks fail.
   *
   * @throws InterruptedException if this is the caller's thread and it was interrupted
   */
  void initialize(Initializers initializers) throws InterruptedException {
    Delayed<?> call = batch.conditions().initializer();
    if (call == null) {
      return;
    }
    Optional<TaskError> broken = initializers.known(call);
    if (broken == null) {
      broken = attempt(initializers, call);
    }
    broken.ifPresent(this::failAll);
  }

  private void failAll(TaskError error) {
    for (Task task : batch.tasks()) {
      end(task, TaskOutcome.failed(task.index(), error, Timing.NONE), Duration.ZERO);
    }
  }

  private Optional<TaskError> attempt(Initializers initializers, Delayed<?> call)
      throws InterruptedException {
    begin(call);
    Future<?> alarm = alarm(call);
    Optional<TaskError> broken = Initializers.attempt(call, batch.conditions());
    cancel(alarm);
    boolean counts = end(call);
    requireNoStop(broken.orElse(null));
    leave();
    if (counts) {
      initializers.remember(call, broken);
    }
    return broken;
  }

  /**
   * Runs one of its tasks on the calling thread, unless it has settled, or the batch is over or no
   * longer wanted.
   *
   * @throws InterruptedException if this is the caller's thread and it was interrupted, or if the
   *     JVM is ending; the task has not settled
   * @throws FanfareException if a stopped kernel that is not thread-safe is still running in this
   *     process
   */
  void run(Task task) throws InterruptedException {
    if (task.call().threadSafe()) {
      runTimed(task);
      return;
    }
    lockFor(task);
    try {
      runTimed(task);
    } finally {
      EXCLUSIVE.unlock();
    }
  }

  private void lockFor(Task task) throws InterruptedException {
    try {
      EXCLUSIVE.lock("task " + task.index() + ", " + task.call().name(), this::isWanted);
    } catch (FanfareException e) {
      // Not a failure of the task: it has no outcome and can run in another process.
      throw new FanfareException("task " + task.index() + " was not started: " + e.getMessage());
    }
  }

  private boolean isWanted() {
    return !over() && wanted.getAsBoolean();
  }

  private void runTimed(Task task) throws InterruptedException {
    if (!begin(task)) {
      return;
    }
    Duration before = deadline.remaining();
    Future<?> alarm = alarm(task);
    TaskOutcome outcome = TaskRunner.run(task, batch.conditions());
    cancel(alarm);
    requireNoStop(outcome.error());
    end(task, outcome, before.minus(deadline.remaining()));
    leave();
  }

  /**
   * The effect of a stop is not an outcome: neither an error while this JVM is ending, nor the
   * result of a task on the caller's thread that was interrupted.
   */
  private void requireNoStop(@Nullable TaskError error) throws InterruptedException {
    if (error != null && JvmEnd.hasBegun()) {
      throw new InterruptedException("this process is ending: " + error.summary());
    }
    Throwable thrown = error == null ? null : error.thrown();
    if (borrowed && Interruption.caused(thrown)) {
      throw new InterruptedException(error == null ? "interrupted" : error.summary());
    }
  }

  /**
   * On the worker's threads, an interrupt came from the kernel or was meant for a batch that is
   * over.
   */
  private void leave() {
    if (!borrowed) {
      Thread.interrupted();
    }
  }

  private static void cancel(@Nullable Future<?> alarm) {
    if (alarm != null) {
      alarm.cancel(/* mayInterruptIfRunning= */ false);
    }
  }

  private @Nullable Future<?> alarm(Object work) {
    return batch
        .conditions()
        .timeout()
        .<Future<?>>map(timeout -> Clock.TIMER.schedule(
            () -> expire(work, timeout), timeout.toMillis(), TimeUnit.MILLISECONDS))
        .orElse(null);
  }

  private synchronized void begin(Delayed<?> initializer) {
    running.put(initializer, Thread.currentThread());
  }

  /** Whether the batch is not over. */
  private synchronized boolean end(Delayed<?> initializer) {
    running.remove(initializer);
    return !over;
  }

  private synchronized boolean begin(Task task) {
    // The longest task so far is the estimate for the next one.
    boolean begun = !over
        && !ended.containsKey(task.index())
        && wanted.getAsBoolean()
        && deadline.allows(longest);
    if (begun) {
      running.put(task, Thread.currentThread());
      watchDeadline();
    }
    return begun;
  }

  // Not before a task runs, because an alarm without a running task does nothing.
  private void watchDeadline() {
    if (deadlineAlarm == null && !deadline.equals(Deadline.NONE)) {
      deadlineAlarm = Clock.TIMER.schedule(
          this::stopEarly, deadline.remainingForTasks().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  // Races with the alarm: the first one decides the outcome of the task.
  private synchronized void end(Task task, TaskOutcome outcome, Duration took) {
    if (!over) {
      running.remove(task);
      ended.put(task.index(), outcome);
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
  }

  private void expire(Object work, Duration timeout) {
    synchronized (this) {
      if (over || !running.containsKey(work)) {
        return;
      }
      failLate(work, timeout);
      stop();
    }
    tell();
  }

  // Called with the lock held.
  private void failLate(Object work, Duration timeout) {
    String late =
        " ran for longer than its timeout of " + timeout.toMillis() / 1e3 + " s and was stopped";
    if (work instanceof Task task) {
      fail(task, late, timeout);
    } else {
      String why = " was not started: the initializer, " + work + "," + late;
      batch.tasks().forEach(task -> fail(task, why, Duration.ZERO));
    }
  }

  // Called with the lock held.
  private void fail(Task task, String why, Duration took) {
    TaskError error = TaskError.of(new TaskTimeoutException("task " + task.index() + why));
    Timing timing = new Timing(0, took.toNanos(), 0);
    ended.put(task.index(), TaskOutcome.failed(task.index(), error, timing));
  }

  /**
   * Ends the batch if tasks are running. Otherwise it ends by itself, because no more tasks start.
   */
  void stopEarly() {
    synchronized (this) {
      if (over || running.isEmpty()) {
        return;
      }
      stop();
    }
    tell();
  }

  // Called with the lock held.
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

  private synchronized boolean over() {
    return over;
  }

  /**
   * Its outcome, after its tasks have ended. If a timeout ended it, {@code late} has returned by
   * then, so that a process that is killed for it does not lose another batch.
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

  /** The outcomes so far, in the order of the batch. */
  private synchronized BatchOutcome outcome() {
    List<TaskOutcome> known = new ArrayList<>(batch.size());
    for (Task task : batch.tasks()) {
      TaskOutcome outcome = ended.get(task.index());
      if (outcome != null) {
        known.add(outcome.of(task));
      }
    }
    return new BatchOutcome(batch.runId(), batch.number(), batch.attempt(), worker, known);
  }
}
