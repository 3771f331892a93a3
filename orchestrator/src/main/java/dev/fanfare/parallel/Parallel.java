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
 * joblib's {@code Parallel}: fans a job list out to workers and gives the results back in order.
 *
 * <pre>{@code
 * try (Parallel parallel = Parallel.builder().nJobs(4).verbose(10).build()) {
 *   List<Long> sums = parallel.call(LongStream.range(0, 40_000).mapToObj(n -> delayed(SeedKernels::sum, n)));
 * }
 * }</pre>
 *
 * <p>Workers start with the first call and stay until {@link #close()}. One call at a time: a second
 * one is refused at once with {@link AlreadyRunningException}. Otherwise thread-safe.
 */
public final class Parallel implements AutoCloseable {

  private final Settings settings;
  private final Calls calls;

  Parallel(Settings settings) {
    this.settings = settings;
    this.calls = new Calls(settings, /* ready= */ null);
    settings.tell();
  }

  /** With that many workers of the default backend; -1: one for each processor, -2: all but one. */
  public static Parallel of(int nJobs) {
    return builder().nJobs(nJobs).build();
  }

  /** All options. */
  public static ParallelBuilder builder() {
    return new ParallelBuilder();
  }

  /** Processors that this JVM may use: container limits and affinity count. */
  public static int cpuCount() {
    return CpuCount.available();
  }

  /** Workers that {@code nJobs} would mean here and now. */
  public static int effectiveNJobs(int nJobs) {
    return builder().nJobs(nJobs).build().settings.workers();
  }

  /** Workers that a call would have here and now that does not say how many. */
  public static int effectiveNJobs() {
    return builder().build().settings.workers();
  }

  /**
   * Runs the tasks and returns their results in order.
   *
   * @throws TaskFailedException if a task fails; nothing more is started then
   * @throws RunCancelledException if the run is cancelled, or out of time
   */
  public <T extends @Nullable Object> List<T> call(Iterable<Delayed<T>> tasks) {
    return new ListCall<>(calls, tasks).run();
  }

  /** {@link #call(Iterable)} for a stream, which is read as the run goes and closed at its end. */
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
   * {@link #call(Iterable)} on a thread of its own. Cancelling the future cancels the run, and returns
   * when that has ended. What {@code call} throws completes the future, but for
   * {@link AlreadyRunningException}, which is thrown at once.
   */
  public <T extends @Nullable Object> CompletableFuture<List<T>> callAsync(
      Iterable<Delayed<T>> tasks) {
    return new ListCall<>(calls, tasks).start();
  }

  /**
   * Runs the tasks, whatever becomes of them, and returns their outcomes, in order. Never throws for a
   * task that fails.
   */
  public <T extends @Nullable Object> Run<T> run(Iterable<Delayed<T>> tasks) {
    List<Outcome<T>> outcomes = new ArrayList<>();
    Ending ending = calls.run(tasks, settings.options().completion(), outcomes::add);
    outcomes.sort((a, b) -> Long.compare(a.index(), b.index()));
    return new Run<>(outcomes, ending.reason(), ending.report());
  }

  /** {@link #run(Iterable)} for a stream, which is read as the run goes and closed at its end. */
  public <T extends @Nullable Object> Run<T> run(Stream<Delayed<T>> tasks) {
    try (tasks) {
      return run(once(tasks));
    }
  }

  /**
   * Runs the tasks, whatever becomes of them, and hands on each outcome in order, as soon as it is its
   * turn. Nothing is collected: the run goes no further ahead of a slow task than {@link #stream} does.
   *
   * @param action is called by this thread; what it throws ends the run and is thrown on
   */
  public <T extends @Nullable Object> Ending forEach(
      Iterable<Delayed<T>> tasks, Consumer<? super Outcome<T>> action) {
    return new OrderedCall<>(calls, tasks, settings.options().completion(), action).run();
  }

  /**
   * The results in order, each as soon as it is its turn. The run begins now and goes no further ahead
   * of its consumer than a few times what the workers have in hand. An error comes after the results
   * before it, as {@link TaskFailedException}. Closing the stream cancels what is left.
   */
  public <T extends @Nullable Object> Stream<T> stream(Iterable<Delayed<T>> tasks) {
    return ResultStream.open(calls, tasks, /* ordered= */ true);
  }

  /** {@link #stream(Iterable)} for a stream, which is read as the run goes and closed with the results. */
  public <T extends @Nullable Object> Stream<T> stream(Stream<Delayed<T>> tasks) {
    return stream(once(tasks)).onClose(tasks::close);
  }

  /** As {@link #stream(Iterable)}, but in the order of completion. */
  public <T extends @Nullable Object> Stream<T> unordered(Iterable<Delayed<T>> tasks) {
    return ResultStream.open(calls, tasks, /* ordered= */ false);
  }

  /** {@link #unordered(Iterable)} for a stream, which is read as the run goes and closed with the results. */
  public <T extends @Nullable Object> Stream<T> unordered(Stream<Delayed<T>> tasks) {
    return unordered(once(tasks)).onClose(tasks::close);
  }

  /**
   * Ends the call that runs, if any, as soon as its coordinator looks. From any thread. With one worker the
   * calling thread looks between two tasks, and is interrupted if the input makes it wait.
   */
  public void cancel() {
    calls.cancel();
  }

  /**
   * Goes on with a recorded run: the tasks that have no outcome run now, with the options of this
   * instance; initializer and seed are the run's own, and so is its timeout unless this instance has
   * one. The run is looked for in the store of this instance, or, if it has none, in the folder where
   * the command line keeps runs.
   *
   * @param run its id, or a beginning of it that no other has
   * @return the outcomes of all tasks, in order, as the store has them, and the report of what ran now
   * @throws dev.fanfare.NoSuchRunException if there is no such run
   * @throws UnresumableRunException if it is under way, or its job list was not taken to its end: then
   *     {@link #resume(String, Iterable)} can go on with it
   */
  public Run<@Nullable Object> resume(String run) {
    try (SavedRun recorded = recorded(run)) {
      return finish(recorded, wanted -> {});
    }
  }

  /**
   * {@link #resume(String)} with the job list, which must be what it was.
   *
   * @throws UnresumableRunException if it is not; the message tells the first difference
   * @throws RunCancelledException if it is stopped while the list is read
   */
  public <T extends @Nullable Object> Run<T> resume(String run, Iterable<Delayed<T>> tasks) {
    try (SavedRun recorded = recorded(run)) {
      return finish(recorded, wanted -> recorded.takeList(tasks, wanted));
    }
  }

  private SavedRun recorded(String run) {
    StoreLocation store = settings.store();
    return SavedRun.open(
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
   * Goes on with a recorded run. See {@link #resume(String)}. What lies in the store then is what {@link
   * SavedRun#forEach} gives.
   *
   * @param action takes the outcome of each task that runs now, in the order of completion; what it
   *     throws ends the run and is thrown on
   */
  public Ending resume(SavedRun run, Consumer<? super Outcome<@Nullable Object>> action) {
    return calls.resume(run, wanted -> {}, action);
  }

  /** Id of the run that is under way, or of the last one; empty before the first. */
  public Optional<String> runId() {
    return calls.runId();
  }

  /** Ends the call that runs, and stops the workers. The next call starts new ones. */
  @Override
  public void close() {
    calls.close();
  }

  /** As joblib shows it: the number of jobs that was asked for. */
  @Override
  public String toString() {
    return "Parallel(n_jobs=" + settings.options().nJobs() + ")";
  }
}
