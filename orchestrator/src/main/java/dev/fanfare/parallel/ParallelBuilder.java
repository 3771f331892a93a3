package dev.fanfare.parallel;

import dev.fanfare.BatchSize;
import dev.fanfare.Completion;
import dev.fanfare.Options;
import dev.fanfare.Outcome;
import dev.fanfare.PreDispatch;
import dev.fanfare.Progress;
import dev.fanfare.TaskRetries;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.Backends;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.SequentialBackend;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.TaskContext;
import dev.fanfare.store.StoreLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Collects the options of a {@link Parallel}, with joblib's names. What is not set is taken from the
 * innermost {@link ParallelConfig} of this thread, then from the defaults. Each option throws {@link
 * IllegalArgumentException} where its value has no meaning. Not thread-safe.
 */
public final class ParallelBuilder {

  private @Nullable String backend;
  private Supplier<? extends Backend> maker = SequentialBackend::new;
  private @Nullable String prefer;
  private @Nullable String require;
  private final Options.Builder options = Options.builder();
  private Listeners listeners = Listeners.NONE;
  private @Nullable StoreLocation store;

  ParallelBuilder() {}

  /** Where tasks run: {@code "processes"}, the default, {@code "threads"}, {@code "sequential"}, {@code "lambda"}, or one's own. */
  public ParallelBuilder backend(String backend) {
    return backend(Backends.known(backend), () -> Backends.create(backend));
  }

  /**
   * Where tasks run, on a backend with options of its own, such as {@code new LambdaBackend(target)}.
   *
   * @param name what reports call it
   * @param backend gives a backend that is not open yet
   */
  public ParallelBuilder backend(String name, Supplier<? extends Backend> backend) {
    this.backend = name;
    this.maker = backend;
    return this;
  }

  /** Workers: a number; -1 is one for each processor, -2 all but one. Default 1. */
  public ParallelBuilder nJobs(int nJobs) {
    options.nJobs(nJobs);
    return this;
  }

  /** Tasks that travel together. The cuts are joblib's: fewer at the start and at the end of the job list. */
  public ParallelBuilder batchSize(int tasks) {
    return batchSize(BatchSize.of(tasks));
  }

  /** Tasks that travel together: a number, or {@link BatchSize#AUTO}, the default: what takes 0.2 to 2 s. */
  public ParallelBuilder batchSize(BatchSize batchSize) {
    options.batchSize(batchSize);
    return this;
  }

  /** Tasks dispatched ahead: {@code "all"}, a number, or an expression; {@code "2 * n_jobs"} is the default. */
  public ParallelBuilder preDispatch(String expression) {
    return preDispatch(PreDispatch.parse(expression));
  }

  /** Tasks that are dispatched ahead. */
  public ParallelBuilder preDispatch(PreDispatch preDispatch) {
    options.preDispatch(preDispatch);
    return this;
  }

  /** How much is printed: 0 nothing, above 10 every batch; from 50 on to standard output. Default 0. */
  public ParallelBuilder verbose(int verbose) {
    options.verbose(verbose);
    return this;
  }

  /** A hint where no backend is named: {@code "processes"} or {@code "threads"}. */
  public ParallelBuilder prefer(String hint) {
    this.prefer = BackendChoice.hint(hint);
    return this;
  }

  /** A constraint: {@code "sharedmem"}, for tasks that change what the caller sees. */
  public ParallelBuilder require(String constraint) {
    this.require = BackendChoice.constraint(constraint);
    return this;
  }

  /** What each task may take, measured while it runs in its worker. One that takes longer fails. */
  public ParallelBuilder timeout(Duration timeout) {
    options.timeout(timeout);
    return this;
  }

  /** What a whole run may take, from the call on. */
  public ParallelBuilder deadline(Duration deadline) {
    options.deadline(deadline);
    return this;
  }

  /** When {@link Parallel#run} and {@link Parallel#forEach} have seen enough. Default: when every task has settled. */
  public ParallelBuilder completion(Completion completion) {
    options.completion(completion);
    return this;
  }

  /**
   * How many times a task that fails runs again, before its failure counts. Default 0. Workers that die
   * and services that fail are none of it: these are tried again anyway.
   */
  public ParallelBuilder retries(int retries) {
    options.retries(new TaskRetries(retries, options.retries().on()));
    return this;
  }

  /** Only after errors of these classes, or of classes that extend them, do tasks run again. */
  @SafeVarargs
  @SuppressWarnings("varargs") // List.of only reads the array.
  public final ParallelBuilder retryOn(Class<? extends Throwable>... classes) {
    options.retries(TaskRetries.after(options.retries().most(), List.of(classes)));
    return this;
  }

  /** Runs once in each worker before any task. */
  public ParallelBuilder initializer(Delayed<?> initializer) {
    options.initializer(initializer);
    return this;
  }

  /** What {@link TaskContext#seed()} of each task is made from, together with its index. Default: another one each time. */
  public ParallelBuilder seed(long seed) {
    options.seed(seed);
    return this;
  }

  /**
   * Records each run there as it goes, so that it can be shown and resumed: a folder, or {@code
   * s3://bucket/prefix}. Only calls of kernels can be recorded. Default: nothing is.
   */
  public ParallelBuilder store(String location) {
    return store(StoreLocation.parse(location));
  }

  /** Records each run in that folder. See {@link #store(String)}. */
  public ParallelBuilder store(Path folder) {
    return store(new StoreLocation.Folder(folder));
  }

  /** Records each run there. See {@link #store(String)}. */
  public ParallelBuilder store(StoreLocation location) {
    this.store = location;
    return this;
  }

  /** Hears of each task that has settled, in the order of completion. What it throws ends the run. */
  public ParallelBuilder onTask(Consumer<? super Outcome<?>> listener) {
    listeners =
        new Listeners(listener, listeners.onBatch(), listeners.onProgress(), listeners.onWaiting());
    return this;
  }

  /** Hears of each batch that has come back. What it throws ends the run. */
  public ParallelBuilder onBatch(Consumer<? super BatchResult> listener) {
    listeners =
        new Listeners(listeners.onTask(), listener, listeners.onProgress(), listeners.onWaiting());
    return this;
  }

  /** Hears how far the run is after each batch, also with one worker. What it throws ends the run. */
  public ParallelBuilder onProgress(Consumer<? super Progress> listener) {
    listeners =
        new Listeners(listeners.onTask(), listeners.onBatch(), listener, listeners.onWaiting());
    return this;
  }

  /** Hears each minute in which nothing happens what the run is waiting for. What it throws ends the run. */
  public ParallelBuilder onWaiting(Consumer<? super String> listener) {
    listeners =
        new Listeners(listeners.onTask(), listeners.onBatch(), listeners.onProgress(), listener);
    return this;
  }

  /**
   * The instance: to be closed, as it keeps its workers.
   *
   * @throws IllegalArgumentException if options contradict each other
   */
  public Parallel build() {
    return new Parallel(settings());
  }

  /**
   * A bare call: starts workers, runs the tasks, stops the workers. Processes are left for the next bare
   * call with the same workers and initializer for up to 300 s. See {@link Parallel#call(Iterable)}.
   */
  public <T extends @Nullable Object> List<T> call(Iterable<Delayed<T>> tasks) {
    return IdlePool.SHARED.call(settings(), tasks);
  }

  /** A bare call for a stream. See {@link Parallel#call(Stream)}. */
  public <T extends @Nullable Object> List<T> call(Stream<Delayed<T>> tasks) {
    try (tasks) {
      return call(Parallel.once(tasks));
    }
  }

  Settings settings() {
    int level = TaskContext.current().level();
    String hint = first(prefer, ParallelConfig.prefer());
    String constraint = first(require, ParallelConfig.require());
    BackendChoice choice =
        BackendChoice.of(backend, maker, ParallelConfig.backend(), hint, constraint, level);
    Integer contextJobs = choice.why() == BackendChoice.Why.FORCED ? null : ParallelConfig.nJobs();
    return new Settings(
        choice, options.buildIn(contextJobs, ParallelConfig.verbose()), listeners, level, store);
  }

  private static <V> @Nullable V first(@Nullable V explicit, @Nullable V context) {
    return explicit == null ? context : explicit;
  }
}
