package dev.fanfare.parallel;

import dev.fanfare.AlreadyRunningException;
import dev.fanfare.Completion;
import dev.fanfare.Ending;
import dev.fanfare.LambdaUse;
import dev.fanfare.Outcome;
import dev.fanfare.dispatch.Source;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.report.Budget;
import dev.fanfare.runs.Journal;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.store.StoreLocation;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a {@link Parallel}, one at a time, and the workers that stay from one to the next.
 * Thread-safe.
 */
final class Calls implements AutoCloseable {

  private final Settings settings;

  /** The call that is under way, or null. */
  private final AtomicReference<@Nullable Call> running = new AtomicReference<>();

  // Touched by the thread whose call runs, and by close.
  private volatile @Nullable Pool pool;

  private volatile @Nullable String runId;

  /**
   * No calls yet.
   *
   * @param ready workers that are there already; null: none
   */
  Calls(Settings settings, @Nullable Pool ready) {
    this.settings = settings;
    this.pool = ready;
  }

  /** Id of the run that is under way, or of the last one; empty before the first. */
  Optional<String> runId() {
    return Optional.ofNullable(runId);
  }

  /** Runs a call to its end on this thread. */
  <T> Ending run(
      Iterable<Delayed<T>> tasks, Completion completion, Consumer<? super Outcome<T>> action) {
    return finish(begin(tasks, /* bounded= */ false, completion, action));
  }

  /** Runs a call that has begun to its end on this thread. */
  <T> Ending finish(Execution<T> execution) {
    try {
      return execution.run(() -> openPool(execution));
    } finally {
      end(execution);
    }
  }

  /** Resumes a recorded run and runs it to its end on this thread. */
  Ending resume(
      SavedRun run,
      Consumer<Runnable> listTaking,
      Consumer<? super Outcome<@Nullable Object>> action) {
    try {
      return finish(begin(call -> resumed(run, call, listTaking, action)));
    } finally {
      run.refresh();
    }
  }

  private Execution<@Nullable Object> resumed(
      SavedRun run,
      Call call,
      Consumer<Runnable> listTaking,
      Consumer<? super Outcome<@Nullable Object>> action) {
    Budget budget = settings.budget();
    run.claim(settings.choice().name(), settings.options().nJobs());
    call.whileInterruptible(() -> {
      listTaking.accept(call::requireWanted);
      return run;
    });
    Source remaining = run.remaining(settings.options().retries().most());
    Settings recorded = settings.forRun(run.manifest());
    LambdaUse before = budget == null ? LambdaUse.NONE : run.billed();
    Journal recording = run.journal(settings.retries());
    call.watch(recording);
    return new Execution<>(
        call.tally(),
        recorded,
        remaining,
        recording,
        recorded.memory(),
        new Allowance(budget, before),
        /* bounded= */ false,
        settings.options().completion(),
        action);
  }

  /** Begins a call; {@link #end} gives it back. */
  <T> Execution<T> begin(
      Iterable<Delayed<T>> tasks,
      boolean bounded,
      Completion completion,
      Consumer<? super Outcome<T>> action) {
    return begin(call -> {
      Allowance allowance = Allowance.of(settings.budget());
      StoreLocation store = settings.store();
      Journal recording =
          store == null ? null : Journal.start(store, settings.manifest(), settings.retries());
      if (recording != null) {
        call.watch(recording);
      }
      Iterable<Delayed<T>> list = sharing(tasks);
      Source source = call.whileInterruptible(
          () -> recording == null ? source(list) : recording.source(list, call::requireWanted));
      return new Execution<>(
          call.tally(),
          settings,
          source,
          recording,
          settings.memory(),
          allowance,
          bounded,
          completion,
          action);
    });
  }

  private <T> Source source(Iterable<Delayed<T>> tasks) {
    Source source = settings.here() ? Source.of(tasks) : Source.checked(tasks);
    return settings.options().retries().most() > 0 ? source.retried() : source;
  }

  // One for each call, so that an array may change between two calls.
  private <T> Iterable<Delayed<T>> sharing(Iterable<Delayed<T>> tasks) {
    // A memo needs the digests of large arrays, also where nothing travels.
    boolean unused = settings.here() && settings.memo() == null;
    return settings.maxBytes() == 0 || unused
        ? tasks
        : new AutomaticSharing(settings.maxBytes()).in(tasks);
  }

  private <T> Execution<T> begin(Function<Call, Execution<T>> maker) {
    Call call = new Call(settings.options().deadline());
    if (!running.compareAndSet(null, call)) {
      // Refused before its input is asked for anything.
      call.close();
      throw new AlreadyRunningException();
    }
    try {
      Execution<T> execution = maker.apply(call);
      call.begun(execution);
      runId = execution.runId();
      return execution;
    } catch (Throwable t) {
      // Whatever an input throws, of whatever kind.
      over(call);
      throw t;
    }
  }

  private void over(Call call) {
    call.close();
    running.compareAndSet(call, null);
  }

  /**
   * Sets what ends a call that has no coordinator when it is stopped. Runs it now if the call is
   * already stopped.
   */
  void whenStopped(Execution<?> execution, Runnable action) {
    Call call = running.get();
    if (call != null && call.is(execution)) {
      call.whenStopped(action);
    }
  }

  /** Ends a call and its record. Can be called again. */
  void end(Execution<?> execution) {
    try {
      execution.close();
    } finally {
      Call call = running.get();
      if (call != null && call.is(execution)) {
        over(call);
      }
    }
  }

  /**
   * The workers, started if need be, for a call that is not stopped: whoever stops it before that closes
   * what is there, and nothing may start after that.
   */
  synchronized Pool openPool(Execution<?> execution) {
    Call call = running.get();
    // Whoever stops the call interrupts this, too: a function may take long to answer.
    return call != null && call.is(execution)
        ? call.whileInterruptible(() -> opened(execution))
        : opened(execution);
  }

  private Pool opened(Execution<?> execution) {
    execution.checkWanted();
    Pool open = usable(execution.settings());
    if (open == null) {
      open = Pool.open(execution.settings(), execution.tasks());
      pool = open;
    }
    return open;
  }

  // A recorded run may have a timeout that this instance has not.
  private @Nullable Pool usable(Settings wanted) {
    Pool open = pool;
    if (open != null && open.sequential() && !wanted.mayBeAlone()) {
      open.close();
      return null;
    }
    return open;
  }

  /** The workers, if they were started. They are the caller's from then on. */
  synchronized @Nullable Pool release() {
    Pool open = pool;
    pool = null;
    return open;
  }

  /** Ends the call that runs, if any, as soon as its coordinator looks. */
  void cancel() {
    Call call = running.get();
    if (call != null) {
      call.stop(Completion.Reason.CANCELLED);
    }
  }

  /** Ends the call that runs, and stops the workers. The next call starts new ones. */
  @Override
  public void close() {
    cancel();
    closePool();
  }

  // Workers that are just starting are waited for; new ones start when these are gone.
  private synchronized void closePool() {
    Pool open = release();
    if (open != null) {
      open.close();
    }
  }
}
