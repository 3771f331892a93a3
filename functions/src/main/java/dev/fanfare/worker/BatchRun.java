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
 * A batch while it runs: what has ended, and what is running. A task that takes longer than its timeout
 * ends the batch: what is done then is its outcome, with the late task as failed. So does the deadline
 * where tasks are running; these are missing then. Tasks that are missing are to run again. The initializer
 * counts as running for all of them. Thread-safe.
 */
final class BatchRun {

  private static final ExclusiveLock EXCLUSIVE = new ExclusiveLock(System::nanoTime);

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
  private final boolean borrowed;
  private final CountDownLatch told = new CountDownLatch(1);

  // Guarded by this. Once it is over nothing is started or recorded any more.
  private final Map<Long, TaskOutcome> ended = new HashMap<>();
  private final Map<Object, Thread> running = new HashMap<>();
  private Duration longest = Duration.ZERO;
  private @Nullable Future<?> deadlineAlarm;
  private boolean over;

  /**
   * A batch that has not begun.
   *
   * @param late takes the outcome where a timeout or the deadline ends the batch; called by a timer's thread
   * @param wanted whether its tasks are wanted still
   * @param deadline tasks that are not likely to end before it are not started
   * @param borrowed whether its threads are somebody else's, whose interrupts are not the tasks'
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
   * Calls the run's initializer on the calling thread, unless that was done before. Where it fails, so do all tasks.
   *
   * @throws InterruptedException if this thread is somebody else's and was interrupted
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
    broken.ifPresent(error -> {
      for (Task task : batch.tasks()) {
        end(task, TaskOutcome.failed(task.index(), error, Timing.NONE), Duration.ZERO);
      }
    });
  }

  private Optional<TaskError> attempt(Initializers initializers, Delayed<?> call)
      throws InterruptedException {
    synchronized (this) {
      running.put(call, Thread.currentThread());
    }
    Future<?> alarm = alarm(call);
    Optional<TaskError> broken = Initializers.attempt(call, batch.conditions());
    cancel(alarm);
    boolean counts;
    synchronized (this) {
      running.remove(call);
      counts = !over;
    }
    requireNoStop(broken.orElse(null));
    leave();
    if (counts) {
      initializers.remember(call, broken);
    }
    return broken;
  }

  /**
   * Runs one of its tasks on the calling thread, unless it has settled, or the batch is over or not wanted any more.
   *
   * @throws InterruptedException if this thread is somebody else's and was interrupted, or the JVM is ending; the task has not
   *     settled then
   * @throws FanfareException if a kernel that is not thread-safe was given up and still runs in this process
   */
  void run(Task task) throws InterruptedException {
    if (task.call().threadSafe()) {
      runTimed(task);
      return;
    }
    try {
      EXCLUSIVE.lock("task " + task.index() + ", " + task.call().name(), this::isWanted);
    } catch (FanfareException e) {
      // Not the task's failure: it has no outcome, and can run once the process is another one.
      throw new FanfareException("task " + task.index() + " was not started: " + e.getMessage());
    }
    try {
      runTimed(task);
    } finally {
      EXCLUSIVE.unlock();
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
   * The effect of a stop is no outcome: neither an error while this JVM ends, nor, where the thread is somebody else's, what the
   * task has made of an interrupt that was meant for that one.
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

  /** Where the thread is the worker's, an interrupt is the kernel's own, or was meant for a batch that is over. */
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

  private synchronized boolean begin(Task task) {
    // The longest task so far is the best guess at the next one.
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

  private void expire(Object work, Duration timeout) {
    synchronized (this) {
      if (over || !running.containsKey(work)) {
        return;
      }
      String late =
          " ran for longer than its timeout of " + timeout.toMillis() / 1e3 + " s and was stopped";
      if (work instanceof Task task) {
        fail(task, "task " + task.index() + late, timeout);
      } else {
        for (Task task : batch.tasks()) {
          fail(
              task,
              "task " + task.index() + " was not started: the initializer, " + work + "," + late,
              Duration.ZERO);
        }
      }
      stop();
    }
    tell();
  }

  // Holds the lock.
  private void fail(Task task, String message, Duration took) {
    TaskError error = TaskError.of(new TaskTimeoutException(message));
    Timing timing = new Timing(0, took.toNanos(), 0);
    ended.put(task.index(), TaskOutcome.failed(task.index(), error, timing));
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
        known.add(outcome.of(task));
      }
    }
    return new BatchOutcome(batch.runId(), batch.number(), batch.attempt(), worker, known);
  }
}
