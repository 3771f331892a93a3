package dev.fanfare.parallel;

import dev.fanfare.AlreadyRunningException;
import dev.fanfare.Completion;
import dev.fanfare.Ending;
import dev.fanfare.Outcome;
import dev.fanfare.Run;
import dev.fanfare.RunCancelledException;
import dev.fanfare.TaskFailedException;
import dev.fanfare.UnresumableRunException;
import dev.fanfare.backend.CpuCount;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.Shared;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.store.StoreLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * joblib's {@code Parallel}: runs a job list on workers and returns the results in order.
 *
 * <pre>{@code
 * try (Parallel parallel = Parallel.builder().nJobs(4).verbose(10).build()) {
 *   List<Long> sums =
 *       parallel.call(LongStream.range(0, 40_000).mapToObj(n -> delayed(SeedKernels::sum, n)));
 * }
 * }</pre>
 *
 * <p>Workers start with the first call and stay until {@link #close()}. An instance runs one call
 * at a time; a second one throws {@link AlreadyRunningException}. Otherwise thread-safe.
 */
public final class Parallel implements AutoCloseable {

  private final Settings settings;
  private final Calls calls;
  private final SharingCost sharing;

  Parallel(Settings settings) {
    this.settings = settings;
    this.sharing = new SharingCost(settings.choice().backend());
    this.calls = new Calls(settings, /* ready= */ null);
    settings.tell();
  }

  /**
   * Uses that many workers of the default backend; -1: one per processor, -2: all processors but
   * one.
   */
  public static Parallel of(int nJobs) {
    return builder().nJobs(nJobs).build();
  }

  /** A builder with all options. */
  public static ParallelBuilder builder() {
    return new ParallelBuilder();
  }

  /** The number of processors that this JVM may use, within container limits and CPU affinity. */
  public static int cpuCount() {
    return CpuCount.available();
  }

  /** The number of workers that {@code nJobs} means in the current context. */
  public static int effectiveNJobs(int nJobs) {
    return builder().nJobs(nJobs).build().settings.workers();
  }

  /** The number of workers of a call without {@code nJobs} in the current context. */
  public static int effectiveNJobs() {
    return builder().build().settings.workers();
  }

  /**
   * Shares a large argument, which then travels once per worker process instead of once per task. The
   * kernel has a parameter of type {@link Shared}. The value must not be changed from now on. It may be
   * an argument of any instance; its copy in the store is deleted with this one's workers, unless it is
   * {@link Shared#kept} or the run is recorded.
   *
   * @param value a primitive array, or anything that can be an argument
   */
  public <T> Shared<T> share(T value) {
    sharing.warn(value);
    return Shared.of(value);
  }

  /**
   * Runs the tasks and returns their results in order.
   *
   * @throws TaskFailedException if a task fails; no further tasks start
   * @throws RunCancelledException if the run is cancelled or its deadline passes
   */
  public <T extends @Nullable Object> List<T> call(Iterable<Delayed<T>> tasks) {
    return new ListCall<>(calls, tasks).run();
  }

  /** {@link #call(Iterable)} for a stream, which is read during the run and closed at its end. */
  public <T extends @Nullable Object> List<T> call(Stream<Delayed<T>> tasks) {
    try (tasks) {
      return call(once(tasks));
    }
  }

  @SuppressWarnings("StreamToIterable") // A job list is read only once.
  static <T extends @Nullable Object> Iterable<Delayed<T>> once(Stream<Delayed<T>> tasks) {
    return tasks::iterator;
  }

  /**
   * {@link #call(Iterable)} on a separate thread. Cancelling the future cancels the run and returns
   * when the run has ended. Exceptions of {@code call} complete the future, except
   * {@link AlreadyRunningException}, which is thrown immediately.
   */
  public <T extends @Nullable Object> CompletableFuture<List<T>> callAsync(
      Iterable<Delayed<T>> tasks) {
    return new ListCall<>(calls, tasks).start();
  }

  /**
   * Runs the tasks and returns their outcomes in order. Does not throw if a task fails.
   */
  public <T extends @Nullable Object> Run<T> run(Iterable<Delayed<T>> tasks) {
    List<Outcome<T>> outcomes = new ArrayList<>();
    Ending ending = calls.run(tasks, settings.options().completion(), outcomes::add);
    outcomes.sort((a, b) -> Long.compare(a.index(), b.index()));
    return new Run<>(outcomes, ending.reason(), ending.report());
  }

  /** {@link #run(Iterable)} for a stream, which is read during the run and closed at its end. */
  public <T extends @Nullable Object> Run<T> run(Stream<Delayed<T>> tasks) {
    try (tasks) {
      return run(once(tasks));
    }
  }

  /**
   * Runs the tasks and passes each outcome to the action in order, as soon as all earlier ones were
   * passed. Nothing is collected: the run gets no further ahead of a slow task than {@link #stream}
   * does. If the run ends before every task has an outcome, the outcomes after such a task are passed, in
   * order, at the end.
   *
   * @param action called on this thread; an exception from it ends the run and is rethrown
   */
  public <T extends @Nullable Object> Ending forEach(
      Iterable<Delayed<T>> tasks, Consumer<? super Outcome<T>> action) {
    return new OrderedCall<>(calls, tasks, settings.options().completion(), action).run();
  }

  /**
   * Returns the results in order, each as soon as all earlier ones were taken. The run starts
   * immediately and stays at most a few times the pre-dispatched work ahead of its consumer. A
   * failed task throws {@link TaskFailedException} after the results before it. Closing the stream
   * cancels the remaining tasks.
   */
  public <T extends @Nullable Object> Stream<T> stream(Iterable<Delayed<T>> tasks) {
    return ResultStream.open(calls, tasks, /* ordered= */ true);
  }

  /**
   * {@link #stream(Iterable)} for a stream, which is read during the run and closed with the
   * results.
   */
  public <T extends @Nullable Object> Stream<T> stream(Stream<Delayed<T>> tasks) {
    return stream(once(tasks)).onClose(tasks::close);
  }

  /** Like {@link #stream(Iterable)}, but in the order of completion. */
  public <T extends @Nullable Object> Stream<T> unordered(Iterable<Delayed<T>> tasks) {
    return ResultStream.open(calls, tasks, /* ordered= */ false);
  }

  /**
   * {@link #unordered(Iterable)} for a stream, which is read during the run and closed with the
   * results.
   */
  public <T extends @Nullable Object> Stream<T> unordered(Stream<Delayed<T>> tasks) {
    return unordered(once(tasks)).onClose(tasks::close);
  }

  /**
   * Stops the running call, if any. Can be called from any thread. With one worker, the call stops
   * after its current task, or at once if it is waiting for its input.
   */
  public void cancel() {
    calls.cancel();
  }

  /**
   * Resumes a recorded run: tasks without an outcome run now, with the options of this instance,
   * except that initializer and seed are the recorded ones, and so is the timeout unless this
   * instance sets one. The run is searched in the store of this instance or, if it has none, in the
   * command line's standard folder.
   *
   * @param run run id, or a unique prefix of it
   * @return the outcomes of all tasks in order, including earlier ones, and the report of what ran
   *     now
   * @throws dev.fanfare.NoSuchRunException if there is no such run
   * @throws UnresumableRunException if it is running, or its job list was not read to its end; in
   *     the latter case, use {@link #resume(String, Iterable)}
   */
  public Run<@Nullable Object> resume(String run) {
    try (SavedRun recorded = recorded(run)) {
      return finish(recorded, wanted -> {});
    }
  }

  /**
   * {@link #resume(String)} with the job list, which must be unchanged.
   *
   * @throws UnresumableRunException if the list has changed; the message contains the first
   *     difference
   * @throws RunCancelledException if the call is stopped while the list is read
   */
  public <T extends @Nullable Object> Run<T> resume(String run, Iterable<Delayed<T>> tasks) {
    try (SavedRun recorded = recorded(run)) {
      return finish(recorded, wanted -> recorded.takeList(tasks, wanted));
    }
  }

  private SavedRun recorded(String run) {
    StoreLocation store = settings.store();
    return SavedRun.openToResume(
        store == null ? StoreLocation.standard() : store,
        run,
        /* retries= */ false,
        Console.STANDARD_ERROR);
  }

  @SuppressWarnings("unchecked") // The tasks are those that the run was started with.
  private <T extends @Nullable Object> Run<T> finish(
      SavedRun recorded, Consumer<Runnable> listTaking) {
    Ending ending = calls.resume(recorded, listTaking, outcome -> {});
    if (ending.reason() == Completion.Reason.ALL_COMPLETED) {
      recorded.requireSettled();
    }
    List<Outcome<T>> outcomes = new ArrayList<>();
    recorded.forEach(outcome -> outcomes.add((Outcome<T>) outcome));
    return new Run<>(outcomes, ending.reason(), ending.report());
  }

  /**
   * Resumes a recorded run; see {@link #resume(String)}. Afterwards, {@link SavedRun#forEach} gives
   * all outcomes.
   *
   * @param action receives the outcome of each task that runs now, in the order of completion; an
   *     exception from it ends the run and is rethrown
   */
  public Ending resume(SavedRun run, Consumer<? super Outcome<@Nullable Object>> action) {
    return calls.resume(run, wanted -> {}, action);
  }

  /** The id of the current run, or of the last one; empty before the first. */
  public Optional<String> runId() {
    return calls.runId();
  }

  /** Stops the running call and the workers. The next call starts new ones. */
  @Override
  public void close() {
    calls.close();
  }

  /** joblib's format: the requested number of jobs. */
  @Override
  public String toString() {
    return "Parallel(n_jobs=" + settings.options().nJobs() + ")";
  }
}
