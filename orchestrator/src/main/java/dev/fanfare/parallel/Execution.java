package dev.fanfare.parallel;

import dev.fanfare.backend.BatchResult;
import dev.fanfare.dispatch.Dispatcher;
import dev.fanfare.dispatch.RunListener;
import dev.fanfare.dispatch.RunPlan;
import dev.fanfare.dispatch.SequentialRun;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
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

/** One call of a {@link Parallel}: prints its progress, adds up its times, and hands on its outcomes as they come. */
final class Execution<T> implements RunListener {

  private final String runId = UUID.randomUUID().toString();
  private final Stopwatch stopwatch = Stopwatch.start();
  private final Tally tally = new Tally(stopwatch);
  private final Settings settings;
  private final Source<T> source;
  private final ProgressLines lines;
  private final Console console;
  private final Consumer<? super Outcome<T>> action;

  Execution(Settings settings, Source<T> source, Consumer<? super Outcome<T>> action) {
    this.settings = settings;
    this.source = source;
    this.lines = new ProgressLines(settings.verbose(), settings.nJobs(), source.length());
    this.console = Console.of(lines);
    this.action = action;
  }

  /** Runs the job list on the calling thread's behalf, to its end. */
  ElapsedReport run(Pool pool) {
    tally.started();
    if (pool.sequential()) {
      int batchSize = pool.sizer().nextSize();
      new SequentialRun(runId, pool.backend(), source.tasks(), batchSize, this, stopwatch).run();
    } else {
      lines.backend(pool.backend().displayName(), pool.workers()).ifPresent(console);
      dispatch(pool);
    }
    return tally.report(runId, pool.name(), pool.workers(), pool.backend().sharesMemory());
  }

  private void dispatch(Pool pool) {
    RunPlan plan = new RunPlan(
        runId, pool.workers(), settings.preDispatch(), pool.sizer(), /* bounded= */ false);
    Dispatcher dispatcher = new Dispatcher(plan, pool.backend(), source.tasks(), this, stopwatch);
    try {
      dispatcher.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FanfareException("interrupted: the run was stopped", e);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // The tasks are the source's own.
  public void settled(Task task, TaskOutcome outcome) {
    tally.add(outcome);
    action.accept(Outcome.of((Delayed<T>) task.call(), outcome));
  }

  @Override
  public void completed(Batch batch, BatchResult result) {
    tally.add(result.outcome().worker());
    if (result.report() != null) {
      tally.add(result.report());
    }
  }

  @Override
  public void progress(Progress progress) {
    lines.progress(progress).ifPresent(console);
  }
}
