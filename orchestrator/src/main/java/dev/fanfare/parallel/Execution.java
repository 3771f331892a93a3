package dev.fanfare.parallel;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.Completion;
import dev.fanfare.Completion.Reason;
import dev.fanfare.ElapsedReport;
import dev.fanfare.Ending;
import dev.fanfare.MemoUse;
import dev.fanfare.Outcome;
import dev.fanfare.Phase;
import dev.fanfare.RunCancelledException;
import dev.fanfare.StoreException;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.Timeline;
import dev.fanfare.dispatch.Dispatcher;
import dev.fanfare.dispatch.RetryRule;
import dev.fanfare.dispatch.RunPlan;
import dev.fanfare.dispatch.SequentialRun;
import dev.fanfare.dispatch.Source;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.memo.MemoRun;
import dev.fanfare.report.ProgressLines;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.report.Tally;
import dev.fanfare.runs.Journal;
import dev.fanfare.worker.DaemonThreads;
import dev.fanfare.worker.FlightRecording;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of a {@link Parallel}: prints progress, adds up times, passes on outcomes as they
 * arrive, and decides when to stop. {@link #stop} and {@link #consumed} may be called from any
 * thread, all other methods only by the coordinator.
 */
final class Execution<T> {

  private final String runId;
  private final Stopwatch stopwatch;
  private final long startEpochMicros;
  private final Tally tally;
  private final @Nullable RunEvent event = FlightRecording.isOn() ? RunEvent.begun() : null;
  private final Settings settings;
  private final Source source;
  private final @Nullable Journal recording;
  private final @Nullable MemoRun memo;
  private final boolean bounded;
  private final Verdict verdict;
  private final ProgressLines lines;
  private final Console console;
  private final Collector<T> collector;

  // Guarded by this; a stop can come before the dispatcher exists.
  private @Nullable Dispatcher dispatcher;
  private @Nullable SequentialRun sequential;
  private @Nullable RuntimeException stop;

  // Written by the coordinator.
  private volatile @Nullable String end;
  private volatile @Nullable ElapsedReport last;
  private volatile boolean storeFailed;
  private volatile boolean refused;
  private volatile boolean interrupting;
  private volatile @Nullable Pool used;

  /**
   * A call.
   *
   * @param tally begun with the call
   * @param recording records the run; null if it is not recorded
   * @param memo what is remembered of its tasks; null: nothing
   * @param allowance what it may cost
   * @param bounded whether dispatch waits for {@link #consumed}
   * @param completion when to stop
   * @param action receives each outcome as it arrives; an exception from it ends the run
   */
  Execution(
      Tally tally,
      Settings settings,
      Source source,
      @Nullable Journal recording,
      @Nullable MemoRun memo,
      Allowance allowance,
      boolean bounded,
      Completion completion,
      Consumer<? super Outcome<T>> action) {
    this.tally = tally;
    this.stopwatch = tally.stopwatch();
    this.startEpochMicros =
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - stopwatch.nanos() / 1000;
    this.settings = settings;
    this.source = memo == null
        ? source
        : new Source(memo.lookingUp(source.tasks(), this::taskLevel), source.length());
    this.memo = memo;
    this.recording = recording;
    this.runId = recording == null ? UUID.randomUUID().toString() : recording.runId();
    this.bounded = bounded;
    this.verdict = new Verdict(completion, tally, recording, source.length());
    this.lines = new ProgressLines(
        settings.options().verbose(), settings.options().nJobs(), source.length());
    this.console = Console.of(lines);
    this.collector = new Collector<>(
        tally,
        settings,
        verdict,
        allowance,
        recording,
        memo,
        lines,
        console,
        startEpochMicros,
        action);
  }

  /**
   * Runs the whole job list. The calling thread becomes the coordinator.
   *
   * @param workers supplies the workers, starting them if necessary
   */
  Ending run(Supplier<Pool> workers) {
    return noting(() -> {
      Reason reason = reason(workers);
      end = reason.name();
      ElapsedReport report = report();
      last = report;
      return new Ending(reason, report);
    });
  }

  private Reason reason(Supplier<Pool> workers) {
    try {
      Pool pool = take(workers);
      tally.started();
      verdict.requireMore();
      work(pool);
      return verdict.atEnd();
    } catch (Stop e) {
      return e.reason();
    }
  }

  private void work(Pool pool) {
    if (pool.sequential()) {
      SequentialRun run = sequential(pool);
      while (stepOn(run)) {}
    } else {
      int workers = pool.workersFor(source.length());
      lines.backend(pool.backend().displayName(), workers).ifPresent(console);
      dispatch(pool);
    }
  }

  /** Runs a part of the run, and notes why the run ended if that ends it. */
  private <R> R noting(Supplier<R> part) {
    try {
      return part.get();
    } catch (Stop e) {
      end = e.reason().name();
      throw new RunCancelledException(e.reason());
    } catch (RuntimeException | Error e) {
      end = TaskError.of(e).summary();
      storeFailed = e instanceof StoreException;
      throw e;
    }
  }

  /**
   * The workers.
   *
   * @throws RunCancelledException if the run was stopped before they were ready
   */
  Pool open(Supplier<Pool> workers) {
    return noting(() -> take(workers));
  }

  // Starts nothing for a stopped run; if the run was stopped, an error while starting workers is a
  // consequence of that.
  private Pool take(Supplier<Pool> workers) {
    try {
      Pool pool = workers.get();
      checkWanted();
      used = pool;
      collector.use(pool);
      return pool;
    } catch (RuntimeException e) {
      RuntimeException why = reasonOf(e);
      refused = why instanceof BackendUnavailableException;
      throw why;
    }
  }

  private synchronized RuntimeException reasonOf(RuntimeException e) {
    return stop == null ? e : stop;
  }

  /**
   * Runs the next task on the calling thread.
   *
   * @return false if there was none
   * @throws RunCancelledException if the run was stopped or its deadline has passed
   */
  boolean step(SequentialRun run) {
    return noting(() -> {
      boolean stepped = stepOn(run);
      end = stepped ? end : Reason.ALL_COMPLETED.name();
      return stepped;
    });
  }

  private boolean stepOn(SequentialRun run) {
    try {
      checkTime();
      return run.step();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stop(Reason.CANCELLED);
    } catch (CompletionException e) {
      // An outcome that could not be recorded stopped the run.
      checkStopped();
      throw e;
    }
  }

  // A task on the calling thread cannot be stopped, so it is enough to check between tasks.
  private void checkTime() {
    checkWanted();
    if (settings.options().deadline() != null
        && stopwatch.nanos() > settings.options().deadline().toNanos()) {
      throw new Stop(Reason.DEADLINE_EXCEEDED);
    }
  }

  /** Ends the run if it was stopped or its thread is interrupted. Called by the coordinator. */
  void checkWanted() {
    checkStopped();
    if (Thread.currentThread().isInterrupted()) {
      throw new Stop(Reason.CANCELLED);
    }
  }

  /** The loop that runs one task per requested result, if tasks run on the calling thread. */
  synchronized SequentialRun sequential(Pool pool) {
    SequentialRun loop = new SequentialRun(
        runId,
        firstBatch(),
        backend(pool),
        source.tasks(),
        pool.sizer().nextSize(),
        settings.options(),
        taskLevel(),
        collector,
        stopwatch);
    sequential = loop;
    return loop;
  }

  private synchronized void checkStopped() {
    if (stop != null) {
      throw stop;
    }
  }

  private void dispatch(Pool pool) {
    ExecutorService reader =
        Executors.newSingleThreadExecutor(DaemonThreads.named("fanfare-input"));
    try {
      dispatcher(pool, work -> reader.execute(ParallelConfig.carried(work))).run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stop(Reason.CANCELLED);
    } catch (IllegalStateException e) {
      // Closing the instance first stops the run, then its workers.
      checkStopped();
      throw e;
    } finally {
      reader.shutdown();
    }
  }

  private synchronized Dispatcher dispatcher(Pool pool, Executor reader) {
    checkStopped();
    Dispatcher made = new Dispatcher(
        plan(pool), backend(pool), source.tasks(), reader, collector, stopwatch, Timeline.REAL);
    dispatcher = made;
    return made;
  }

  private RunPlan plan(Pool pool) {
    return new RunPlan(
        runId,
        pool.workers(),
        settings.options(),
        pool.sizer(),
        bounded,
        taskLevel(),
        RetryRule.DEFAULT,
        firstBatch());
  }

  // Of the pool that was taken: tasks are read after that.
  private int taskLevel() {
    Pool pool = used;
    return pool == null || pool.sequential() ? settings.level() : settings.level() + 1;
  }

  private long firstBatch() {
    return recording == null ? 0 : recording.firstBatch();
  }

  private Backend backend(Pool pool) {
    return recording == null
        ? pool.backend()
        : recording.backend(
            pool.backend(),
            pool.keepsResults(recording.location()),
            this::fail,
            () -> interrupting && pool.sequential());
  }

  /** Ends the record of the run, if any. Can be called again. */
  void close() {
    if (event != null) {
      event.ended(this::lastReport, end());
    }
    if (recording != null) {
      // If the store failed, the caller already gets that error; no further warnings.
      endRecord(recording, storeFailed ? line -> {} : Console.STANDARD_ERROR);
    }
    if (memo != null) {
      memo.close();
    }
    Pool pool = used;
    if (pool != null) {
      pool.accountForCpu();
    }
  }

  private void endRecord(Journal record, Consumer<String> warnings) {
    if (refused && record.isNew()) {
      record.discard(warnings);
    } else {
      record.end(end(), lastReport(), attemptsUnderWay(), warnings);
    }
  }

  // A run that nobody stopped and that has no end was left by its consumer.
  private synchronized String end() {
    Reason left = stop instanceof Stop known ? known.reason() : Reason.CANCELLED;
    return end == null ? left.name() : end;
  }

  String runId() {
    return runId;
  }

  Settings settings() {
    return settings;
  }

  /** The one that was returned, if there is one. */
  private ElapsedReport lastReport() {
    ElapsedReport returned = last;
    return returned == null ? report() : returned;
  }

  private ElapsedReport report() {
    Pool pool = used;
    if (pool == null) {
      return tally.report(
          runId,
          settings.choice().name(),
          0,
          false,
          0,
          0,
          Optional.empty(),
          memoUse(),
          this::phases);
    }
    return tally.report(
        runId,
        pool.name(),
        pool.workersFor(source.length()),
        pool.backend().traits().sharesMemory(),
        pool.workerCpuNanos(),
        attemptsUnderWay(),
        pool.backend().billed(),
        memoUse(),
        this::phases);
  }

  private MemoUse memoUse() {
    return memo == null ? MemoUse.NONE : memo.use();
  }

  private synchronized int attemptsUnderWay() {
    return dispatcher == null ? 0 : dispatcher.attemptsUnderWay();
  }

  private synchronized Map<Phase, Long> phases(long wallNanos) {
    if (dispatcher != null) {
      return dispatcher.phases(wallNanos);
    }
    return sequential != null ? sequential.phases(wallNanos) : Map.of(Phase.START_UP, wallNanos);
  }

  /** Announces that the thread that stops the run will also interrupt its thread. */
  void interrupting() {
    interrupting = true;
  }

  /** Stops the run soon. */
  void stop(Reason reason) {
    fail(new Stop(reason));
  }

  private synchronized void fail(RuntimeException why) {
    stop = why;
    if (dispatcher != null) {
      dispatcher.stop(why);
    }
    if (sequential != null) {
      sequential.stop(why);
    }
  }

  /** Reports that the consumer took that many outcomes. */
  synchronized void consumed(long outcomes) {
    if (dispatcher != null) {
      dispatcher.consumed(outcomes);
    }
  }

  /** The number of tasks, if known. */
  OptionalLong tasks() {
    return source.length();
  }

  /** The number of settled tasks, once the run has ended. */
  long settledTasks() {
    return tally.succeeded() + tally.failed();
  }

  /** The number of dispatched but unsettled tasks, once the run has ended. */
  synchronized long underWay() {
    return dispatcher == null ? 0 : dispatcher.underWay();
  }
}
