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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
  private final boolean limited;
  private final boolean borrowed;

  /** Place of the initializer, after those of the tasks. */
  private final int initializer;

  // Guarded by this, by place in the batch. Once the batch is over, nothing is started or recorded.
  private final @Nullable TaskOutcome[] ended;
  private final @Nullable Thread[] running;
  private long longestNanos;
  private @Nullable Future<?> deadlineAlarm;
  private boolean over;
  private boolean told;

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
    this.limited = !deadline.equals(Deadline.NONE);
    this.borrowed = borrowed;
    this.initializer = batch.size();
    this.ended = new @Nullable TaskOutcome[batch.size()];
    this.running = new @Nullable Thread[batch.size() + 1];
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
    broken.ifPresent(error -> {
      for (int place = 0; place < batch.size(); place++) {
        end(place, TaskOutcome.failed(task(place).index(), error, Timing.NONE), 0);
      }
    });
  }

  private Optional<TaskError> attempt(Initializers initializers, Delayed<?> call)
      throws InterruptedException {
    synchronized (this) {
      running[initializer] = Thread.currentThread();
    }
    Future<?> alarm = alarm(initializer);
    Optional<TaskError> broken = Initializers.attempt(call, batch.conditions());
    cancel(alarm);
    boolean counts;
    synchronized (this) {
      running[initializer] = null;
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
   * Runs one of its tasks on the calling thread, unless it has settled, or the batch is over or no
   * longer wanted.
   *
   * @param place its place in the batch, from 0
   * @throws InterruptedException if this is the caller's thread and it was interrupted, or if the
   *     JVM is ending; the task has not settled
   * @throws FanfareException if a stopped kernel that is not thread-safe is still running in this
   *     process
   */
  void run(int place) throws InterruptedException {
    Task task = task(place);
    if (task.call().threadSafe()) {
      runTimed(place);
      return;
    }
    try {
      EXCLUSIVE.lock("task " + task.index() + ", " + task.call().name(), this::isWanted);
    } catch (FanfareException e) {
      // Not a failure of the task: it has no outcome and can run in another process.
      throw new FanfareException("task " + task.index() + " was not started: " + e.getMessage());
    }
    try {
      runTimed(place);
    } finally {
      EXCLUSIVE.unlock();
    }
  }

  private Task task(int place) {
    return batch.tasks().get(place);
  }

  private boolean isWanted() {
    return !over() && wanted.getAsBoolean();
  }

  private void runTimed(int place) throws InterruptedException {
    if (!begin(place)) {
      return;
    }
    long before = remainingNanos();
    Future<?> alarm = alarm(place);
    TaskOutcome outcome = TaskRunner.run(task(place), batch.conditions());
    cancel(alarm);
    requireNoStop(outcome.error());
    end(place, outcome, before - remainingNanos());
    leave();
  }

  private long remainingNanos() {
    return limited ? deadline.remaining().toNanos() : Long.MAX_VALUE;
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

  private @Nullable Future<?> alarm(int place) {
    long millis = batch.conditions().timeoutMillis();
    return millis == 0
        ? null
        : Clock.TIMER.schedule(() -> expire(place, millis), millis, TimeUnit.MILLISECONDS);
  }

  private synchronized boolean begin(int place) {
    // The longest task so far is the estimate for the next one.
    boolean begun = !over
        && ended[place] == null
        && wanted.getAsBoolean()
        && (!limited || deadline.allows(Duration.ofNanos(longestNanos)));
    if (begun) {
      running[place] = Thread.currentThread();
      watchDeadline();
    }
    return begun;
  }

  // Not before a task runs, because an alarm without a running task does nothing.
  private void watchDeadline() {
    if (deadlineAlarm == null && limited) {
      deadlineAlarm = Clock.TIMER.schedule(
          this::stopEarly, deadline.remainingForTasks().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  // Races with the alarm: the first one decides the outcome of the task.
  private synchronized void end(int place, TaskOutcome outcome, long nanos) {
    if (!over) {
      running[place] = null;
      ended[place] = outcome;
      longestNanos = Math.max(longestNanos, nanos);
    }
  }

  private void expire(int place, long millis) {
    synchronized (this) {
      Thread thread = running[place];
      if (over || thread == null) {
        return;
      }
      // Before the interrupt, which would show where the kernel deals with that.
      StackTraceElement[] stack = thread.getStackTrace();
      String late = " ran for longer than its timeout of " + millis / 1e3 + " s and was stopped";
      if (place != initializer) {
        fail(place, late, millis, stack);
      } else {
        String cause =
            " was not started: the initializer, " + batch.conditions().initializer() + "," + late;
        for (int each = 0; each < batch.size(); each++) {
          fail(each, cause, 0, stack);
        }
      }
      stop();
    }
    tell();
  }

  // Called with the lock held.
  private void fail(int place, String why, long millis, StackTraceElement[] stack) {
    long index = task(place).index();
    TaskError error = TaskError.of(new TaskTimeoutException("task " + index + why, stack));
    long startEpochMicros = TaskRunner.nowEpochMicros() - TimeUnit.MILLISECONDS.toMicros(millis);
    Timing timing = millis == 0
        ? Timing.NONE
        : new Timing(startEpochMicros, TimeUnit.MILLISECONDS.toNanos(millis), 0);
    ended[place] = TaskOutcome.failed(index, error, timing);
  }

  /**
   * Ends the batch if tasks are running. Otherwise it ends by itself, because no more tasks start.
   */
  void stopEarly() {
    synchronized (this) {
      if (over || !isRunning()) {
        return;
      }
      stop();
    }
    tell();
  }

  // Called with the lock held, as is stop.
  private boolean isRunning() {
    return Arrays.stream(running).anyMatch(Objects::nonNull);
  }

  private void stop() {
    over = true;
    for (Thread thread : running) {
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  private void tell() {
    try {
      late.accept(outcome());
    } finally {
      setTold();
    }
  }

  private synchronized void setTold() {
    told = true;
    notifyAll();
  }

  private synchronized boolean over() {
    return over;
  }

  /**
   * Its outcome, after its tasks have ended. If a timeout ended it, {@code late} has returned by
   * then, so that a process that is killed for it does not lose another batch.
   */
  synchronized BatchOutcome result() throws InterruptedException {
    while (over && !told) {
      wait();
    }
    forgetDeadline();
    return outcome();
  }

  private void forgetDeadline() {
    if (deadlineAlarm != null) {
      deadlineAlarm.cancel(/* mayInterruptIfRunning= */ false);
    }
  }

  /** The outcomes so far, in the order of the batch. */
  private synchronized BatchOutcome outcome() {
    List<TaskOutcome> known = new ArrayList<>(ended.length);
    for (int place = 0; place < ended.length; place++) {
      TaskOutcome outcome = ended[place];
      if (outcome != null) {
        known.add(outcome.of(task(place)));
      }
    }
    return new BatchOutcome(batch.runId(), batch.number(), batch.attempt(), worker, known);
  }
}
