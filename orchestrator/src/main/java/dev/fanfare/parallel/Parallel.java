package dev.fanfare.parallel;

import dev.fanfare.backend.CpuCount;
import dev.fanfare.kernel.Delayed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
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

  /** The call that runs, or null. */
  private final AtomicReference<@Nullable Execution<?>> running = new AtomicReference<>();

  // Touched by the thread whose call runs, and by close.
  private volatile @Nullable Pool pool;

  Parallel(Settings settings) {
    this.settings = settings;
    settings.choice().tell(settings.verbose(), settings.nJobs());
  }

  /** With workers that are ready already. */
  Parallel(Settings settings, @Nullable Pool pool) {
    this(settings);
    this.pool = pool;
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
    return new ListCall<>(this, tasks).run();
  }

  /** {@link #call(Iterable)} for a stream, which is read as the run goes and closed at its end. */
  public <T extends @Nullable Object> List<T> call(Stream<Delayed<T>> tasks) {
    try (tasks) {
      return call((Iterable<Delayed<T>>) tasks::iterator);
    }
  }

  /**
   * {@link #call(Iterable)} on a thread of its own. Cancelling the future cancels the run, and returns
   * when that has ended. What {@code call} throws completes the future, but for
   * {@link AlreadyRunningException}, which is thrown at once.
   */
  public <T extends @Nullable Object> CompletableFuture<List<T>> callAsync(
      Iterable<Delayed<T>> tasks) {
    return new ListCall<>(this, tasks).start();
  }

  /**
   * Runs the tasks, whatever becomes of them, and returns their outcomes, in order. Never throws for a
   * task that fails.
   */
  public <T extends @Nullable Object> Run<T> run(Iterable<Delayed<T>> tasks) {
    List<Outcome<T>> outcomes = new ArrayList<>();
    Ending ending = execute(tasks, settings.completion(), outcomes::add);
    outcomes.sort((a, b) -> Long.compare(a.index(), b.index()));
    return new Run<>(outcomes, ending.reason(), ending.report());
  }

  /** {@link #run(Iterable)} for a stream, which is read as the run goes and closed at its end. */
  public <T extends @Nullable Object> Run<T> run(Stream<Delayed<T>> tasks) {
    try (tasks) {
      return run((Iterable<Delayed<T>>) tasks::iterator);
    }
  }

  /**
   * Runs the tasks, whatever becomes of them, and hands on each outcome in order, as soon as it is its
   * turn. Nothing is collected.
   *
   * @param action is called by this thread; what it throws ends the run and is thrown on
   */
  public <T extends @Nullable Object> Ending forEach(
      Iterable<Delayed<T>> tasks, Consumer<? super Outcome<T>> action) {
    return execute(tasks, settings.completion(), new InOrder<T>(action));
  }

  /**
   * The results in order, each as soon as it is its turn. The run begins now and goes no further ahead
   * of its consumer than a few times what the workers have in hand. An error comes after the results
   * before it, as {@link TaskFailedException}. Closing the stream cancels what is left.
   */
  public <T extends @Nullable Object> Stream<T> stream(Iterable<Delayed<T>> tasks) {
    return ResultStream.open(this, tasks, /* ordered= */ true);
  }

  /** {@link #stream(Iterable)} for a stream, which is read as the run goes and closed with the results. */
  public <T extends @Nullable Object> Stream<T> stream(Stream<Delayed<T>> tasks) {
    return stream((Iterable<Delayed<T>>) tasks::iterator).onClose(tasks::close);
  }

  /** As {@link #stream(Iterable)}, but in the order of completion. */
  public <T extends @Nullable Object> Stream<T> unordered(Iterable<Delayed<T>> tasks) {
    return ResultStream.open(this, tasks, /* ordered= */ false);
  }

  /** {@link #unordered(Iterable)} for a stream, which is read as the run goes and closed with the results. */
  public <T extends @Nullable Object> Stream<T> unordered(Stream<Delayed<T>> tasks) {
    return unordered((Iterable<Delayed<T>>) tasks::iterator).onClose(tasks::close);
  }

  /** Ends the call that runs, if any, as soon as its coordinator looks. From any thread. */
  public void cancel() {
    Execution<?> execution = running.get();
    if (execution != null) {
      execution.stop(Completion.Reason.CANCELLED);
    }
  }

  private <T> Ending execute(
      Iterable<Delayed<T>> tasks, Completion completion, Consumer<? super Outcome<T>> action) {
    Execution<T> execution = begin(tasks, /* bounded= */ false, completion, action);
    try {
      return execution.run(openPool());
    } finally {
      end(execution);
    }
  }

  /** Takes the instance for a call; {@link #end} gives it back. */
  <T> Execution<T> begin(
      Iterable<Delayed<T>> tasks,
      boolean bounded,
      Completion completion,
      Consumer<? super Outcome<T>> action) {
    if (running.get() != null) {
      // Refused before its input is asked for anything.
      throw new AlreadyRunningException();
    }
    Execution<T> execution =
        new Execution<>(settings, Source.of(tasks), bounded, completion, action);
    if (!running.compareAndSet(null, execution)) {
      throw new AlreadyRunningException();
    }
    return execution;
  }

  void end(Execution<?> execution) {
    running.compareAndSet(execution, null);
  }

  /** The workers, started if need be. */
  synchronized Pool openPool() {
    Pool open = pool;
    if (open == null) {
      open = Pool.open(settings);
      pool = open;
    }
    return open;
  }

  /** The workers, if they were started. They are the caller's from then on. */
  synchronized @Nullable Pool release() {
    Pool open = pool;
    pool = null;
    return open;
  }

  /** Ends the call that runs, and stops the workers. The next call starts new ones. */
  @Override
  public void close() {
    cancel();
    Pool open = release();
    if (open != null) {
      open.close();
    }
  }

  /** As joblib shows it: the number of jobs that was asked for. */
  @Override
  public String toString() {
    return "Parallel(n_jobs=" + settings.nJobs() + ")";
  }
}
