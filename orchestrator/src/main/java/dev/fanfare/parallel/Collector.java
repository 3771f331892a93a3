package dev.fanfare.parallel;

import dev.fanfare.Completion.Reason;
import dev.fanfare.Outcome;
import dev.fanfare.Progress;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.dispatch.AttemptEnd;
import dev.fanfare.dispatch.Drain;
import dev.fanfare.dispatch.RunListener;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.memo.MemoRun;
import dev.fanfare.report.Charge;
import dev.fanfare.report.ProgressLines;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.report.Tally;
import dev.fanfare.runs.Journal;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what happens in a run: counts it, records it, remembers it, and hands it to those who listen.
 * Also decides whether the run may go on. Called by the coordinator.
 */
final class Collector<T> implements RunListener {

  private final Tally tally;
  private final Stopwatch stopwatch;
  private final long startEpochMicros;
  private final Settings settings;
  private final Verdict verdict;
  private final Allowance allowance;
  private final Drain drain = new Drain();
  private final @Nullable Journal recording;
  private final @Nullable MemoRun memo;
  private final ProgressLines lines;
  private final Console console;
  private final Consumer<? super Outcome<T>> action;

  /** Whether whoever takes the outcomes still does: nobody is called again after an exception. */
  private boolean handsOn = true;

  private @Nullable Pool used;

  /**
   * A collector for one run.
   *
   * @param recording records the run; null if it is not recorded
   * @param memo what is remembered of its tasks; null: nothing
   * @param startEpochMicros when the run started, in microseconds
   * @param action receives each outcome as it arrives; an exception from it ends the run
   */
  Collector(
      Tally tally,
      Settings settings,
      Verdict verdict,
      Allowance allowance,
      @Nullable Journal recording,
      @Nullable MemoRun memo,
      ProgressLines lines,
      Console console,
      long startEpochMicros,
      Consumer<? super Outcome<T>> action) {
    this.tally = tally;
    this.stopwatch = tally.stopwatch();
    this.startEpochMicros = startEpochMicros;
    this.settings = settings;
    this.verdict = verdict;
    this.allowance = allowance;
    this.recording = recording;
    this.memo = memo;
    this.lines = lines;
    this.console = console;
    this.action = action;
  }

  /** The run's workers are these. */
  void use(Pool pool) {
    used = pool;
  }

  @Override
  public void settled(Task task, TaskOutcome settled) {
    count(task, settled);
    handOn(task, settled);
    verdict.requireMore();
  }

  private void count(Task task, TaskOutcome settled) {
    tally.add(task, settled);
    if (memo != null) {
      memo.settled(task, settled);
    }
  }

  @SuppressWarnings("unchecked") // The tasks are the source's own.
  private void handOn(Task task, TaskOutcome settled) {
    Outcome<T> outcome = Outcome.of((Delayed<T>) task.call(), settled);
    handsOn = false;
    settings.listeners().onTask().accept(outcome);
    action.accept(outcome);
    handsOn = true;
  }

  @Override
  public void settledLate(Task task, TaskOutcome settled) {
    count(task, settled);
    if (handsOn) {
      handOn(task, settled);
    }
  }

  @Override
  public CompletableFuture<Optional<BatchOutcome>> stored(Batch batch) {
    return recording == null
        ? CompletableFuture.completedFuture(Optional.empty())
        : recording.stored(batch);
  }

  @Override
  public @Nullable TaskOutcome known(Task task) {
    return memo == null ? null : memo.known(task);
  }

  @Override
  public OptionalLong same(Task task) {
    return memo == null ? OptionalLong.empty() : memo.same(task);
  }

  @Override
  public int retriesBefore(long index) {
    return recording == null ? 0 : recording.retriesBefore(index);
  }

  @Override
  public void recalled(Batch tasks, List<TaskOutcome> outcomes) {
    if (recording != null) {
      recording.writeLater(tasks, outcomes);
    }
  }

  @Override
  public boolean affords(int attempts) {
    return mayGoOn(attempts) && endsInTime(attempts) && allowance.allows(tally.billed(), attempts);
  }

  @Override
  public void idle() {
    verdict.requireMoreWhenIdle();
  }

  private boolean mayGoOn(int attempts) {
    if (attempts == 1) {
      verdict.requireMoreWhenIdle();
    }
    return verdict.wantsMore();
  }

  private boolean endsInTime(int attempts) {
    Duration deadline = settings.options().deadline();
    Pool pool = used;
    if (deadline == null || pool == null || !pool.backend().traits().outlivesRuns()) {
      return true;
    }
    if (drain.allows(attempts, pool.workers(), deadline.toNanos() - stopwatch.nanos())) {
      return true;
    }
    if (attempts == 1) {
      // Nothing is under way any more.
      throw new Stop(Reason.DEADLINE_EXCEEDED);
    }
    return false;
  }

  @Override
  public void charged(Charge charge) {
    tally.add(charge);
  }

  @Override
  public void givenUp(Batch batch, List<TaskOutcome> outcomes) {
    if (recording != null) {
      recording.write(batch, outcomes);
      long nowNanos = stopwatch.nanos();
      recording.write(
          AttemptEnd.givenUp(batch, nowNanos, outcomes).spans(startEpochMicros, nowNanos));
    }
  }

  @Override
  public void ended(AttemptEnd attempt) {
    drain.ended(attempt);
    if (attempt.result() != null) {
      returned(attempt.result());
    } else {
      tally.addLoss(attempt.answeredNanos() - attempt.createdNanos());
    }
    if (recording != null) {
      recording.write(attempt.spans(startEpochMicros, stopwatch.nanos()));
    }
  }

  private void returned(BatchResult result) {
    tally.add(result.outcome());
    if (recording != null) {
      recording.returned(result.outcome());
    }
    settings.listeners().onBatch().accept(result);
  }

  @Override
  public void waiting(String what) {
    lines.waiting(what).ifPresent(console);
    settings.listeners().onWaiting().accept(what);
  }

  @Override
  public void progress(Progress progress) {
    lines.progress(progress).ifPresent(console);
    settings.listeners().onProgress().accept(progress);
  }
}
