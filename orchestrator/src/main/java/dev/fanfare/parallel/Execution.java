package dev.fanfare.parallel;

import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.Timeline;
import dev.fanfare.dispatch.Dispatcher;
import dev.fanfare.dispatch.NumberedTasks;
import dev.fanfare.dispatch.RetryRule;
import dev.fanfare.dispatch.RunListener;
import dev.fanfare.dispatch.RunPlan;
import dev.fanfare.dispatch.SequentialRun;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.parallel.Completion.Reason;
import dev.fanfare.report.ElapsedReport;
import dev.fanfare.report.Progress;
import dev.fanfare.report.ProgressLines;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.report.Tally;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of a {@link Parallel}: prints its progress, adds up its times, hands on its outcomes as
 * they come, and decides when it has seen enough. {@link #stop} and {@link #consumed} may be called
 * from any thread, everything else is the coordinator's.
 */
final class Execution<T> implements RunListener {

  private final String runId = UUID.randomUUID().toString();
  private final Stopwatch stopwatch = Stopwatch.start();
  private final Tally tally = new Tally(stopwatch);
  private final Settings settings;
  private final Source<T> source;
  private final boolean bounded;
  private final Completion completion;
  private final ProgressLines lines;
  private final Console console;
  private final Consumer<? super Outcome<T>> action;

  // Guarded by this: a stop can come before there is a dispatcher.
  private @Nullable Dispatcher dispatcher;
  private @Nullable Stop stop;

  /** Ends a run from within: not an error, so it has no stack. */
  private static final class Stop extends RuntimeException {
    private final Reason reason;

    private Stop(Reason reason) {
      super(reason.name(), null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
      this.reason = reason;
    }
  }

  /**
   * A call.
   *
   * @param bounded whether dispatch waits for {@link #consumed}
   * @param completion when it has seen enough
   * @param action takes each outcome as it comes; what it throws ends the run
   */
  Execution(
      Settings settings,
      Source<T> source,
      boolean bounded,
      Completion completion,
      Consumer<? super Outcome<T>> action) {
    this.settings = settings;
    this.source = source;
    this.bounded = bounded;
    this.completion = completion;
    this.lines = new ProgressLines(settings.verbose(), settings.nJobs(), source.length());
    this.console = Console.of(lines);
    this.action = action;
  }

  /** Runs the job list on the calling thread, which becomes the coordinator, to its end. */
  Ending run(Pool pool) {
    tally.started();
    Reason reason;
    try {
      if (pool.sequential()) {
        runSequentially(pool);
      } else {
        lines.backend(pool.backend().displayName(), pool.workers()).ifPresent(console);
        dispatch(pool);
      }
      reason = completion.atEnd(tally.succeeded(), tally.failed());
    } catch (Stop e) {
      reason = e.reason;
    }
    return new Ending(reason, report(pool));
  }

  private void runSequentially(Pool pool) {
    SequentialRun run = sequential(pool);
    do {
      checkTime();
    } while (run.step());
  }

  /**
   * Runs the next task on the calling thread.
   *
   * @return false if there was none
   * @throws RunCancelledException if the run was stopped, or its time is over
   */
  boolean step(SequentialRun run) {
    try {
      checkTime();
      return run.step();
    } catch (Stop e) {
      throw new RunCancelledException(e.reason);
    }
  }

  // A task on the calling thread cannot be stopped: it is enough to look between two of them.
  private void checkTime() {
    checkStopped();
    if (Thread.currentThread().isInterrupted()) {
      throw new Stop(Reason.CANCELLED);
    }
    if (settings.deadline() != null && stopwatch.nanos() > settings.deadline().toNanos()) {
      throw new Stop(Reason.DEADLINE_EXCEEDED);
    }
  }

  /** The loop that the run is where tasks run on the calling thread. */
  SequentialRun sequential(Pool pool) {
    return new SequentialRun(
        runId,
        /* firstBatch= */ 0,
        pool.backend(),
        new NumberedTasks(source.tasks()),
        pool.sizer().nextSize(),
        settings.conditions(settings.level()),
        settings.retries(),
        this,
        stopwatch);
  }

  private synchronized void checkStopped() {
    if (stop != null) {
      throw stop;
    }
  }

  private void dispatch(Pool pool) {
    RunPlan plan = new RunPlan(
        runId,
        pool.workers(),
        settings.preDispatch(),
        pool.sizer(),
        bounded,
        settings.conditions(settings.level() + 1),
        settings.retries(),
        RetryRule.DEFAULT,
        /* firstBatch= */ 0);
    Dispatcher started = new Dispatcher(
        plan, pool.backend(), new NumberedTasks(source.tasks()), this, stopwatch, Timeline.REAL);
    synchronized (this) {
      checkStopped();
      dispatcher = started;
    }
    try (DeadlineTimer timer = DeadlineTimer.start(settings.deadline(), stopwatch, this::stop)) {
      started.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stop(Reason.CANCELLED);
    } catch (IllegalStateException e) {
      // Closing the instance stops the run and takes its workers away, in that order.
      checkStopped();
      throw e;
    }
  }

  private ElapsedReport report(Pool pool) {
    return tally.report(runId, pool.name(), pool.workers(), pool.backend().sharesMemory());
  }

  /** Ends the run soon, for that reason. */
  synchronized void stop(Reason reason) {
    stop = new Stop(reason);
    if (dispatcher != null) {
      dispatcher.stop(stop);
    }
  }

  /** Tells that so many outcomes were taken. */
  synchronized void consumed(long outcomes) {
    if (dispatcher != null) {
      dispatcher.consumed(outcomes);
    }
  }

  /** Tasks that have settled, once the run has ended. */
  long settledTasks() {
    return tally.succeeded() + tally.failed();
  }

  /** Tasks that were dispatched and have not settled, once the run has ended. */
  synchronized long underWay() {
    return dispatcher == null ? 0 : dispatcher.underWay();
  }

  @Override
  @SuppressWarnings("unchecked") // The tasks are the source's own.
  public void settled(Task task, TaskOutcome settled) {
    tally.add(settled);
    Outcome<T> outcome = Outcome.of((Delayed<T>) task.call(), settled);
    settings.listeners().onTask().accept(outcome);
    action.accept(outcome);
    completion.decide(tally.succeeded(), tally.failed(), source.length()).ifPresent(reason -> {
      throw new Stop(reason);
    });
  }

  @Override
  public void completed(Batch batch, BatchResult result) {
    tally.add(result.outcome().worker());
    if (result.report() != null) {
      tally.add(result.report());
    }
    settings.listeners().onBatch().accept(result);
  }

  @Override
  public void waiting(String what) {
    lines.waiting(what).ifPresent(console);
  }

  @Override
  public void progress(Progress progress) {
    lines.progress(progress).ifPresent(console);
    settings.listeners().onProgress().accept(progress);
  }
}
