package dev.fanfare.parallel;

import dev.fanfare.BatchSize;
import dev.fanfare.Completion;
import dev.fanfare.FinishedBatch;
import dev.fanfare.Options;
import dev.fanfare.Outcome;
import dev.fanfare.PreDispatch;
import dev.fanfare.Progress;
import dev.fanfare.TaskRetries;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.Backends;
import dev.fanfare.backend.SequentialBackend;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.TaskContext;
import dev.fanfare.memo.Memo;
import dev.fanfare.store.StoreLocation;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Parallel}. The options have joblib's names. An option that is not set comes from
 * the innermost {@link ParallelConfig} of this thread, or else is the default. Each option throws
 * {@link IllegalArgumentException} if its value is invalid. Not thread-safe.
 */
public final class ParallelBuilder {

  private @Nullable String backend;
  private Supplier<? extends Backend> maker = SequentialBackend::new;
  private @Nullable String prefer;
  private @Nullable String require;
  private final Options.Builder options = Options.builder();
  private Listeners listeners = Listeners.NONE;
  private @Nullable StoreLocation store;
  private long maxBytes = 1 << 20;
  private @Nullable Memo memo;

  ParallelBuilder() {}

  /**
   * Where tasks run: {@code "processes"} (default), {@code "threads"}, {@code "sequential"},
   * {@code "lambda"}, or a registered backend.
   */
  public ParallelBuilder backend(String backend) {
    return backend(Backends.known(backend), () -> Backends.create(backend));
  }

  /**
   * Where tasks run, for backends with options, such as {@code new LambdaBackend(target)}.
   *
   * @param name name of the backend in reports
   * @param backend supplies a backend that is not open yet
   */
  public ParallelBuilder backend(String name, Supplier<? extends Backend> backend) {
    this.backend = name;
    this.maker = backend;
    return this;
  }

  /** Number of workers; -1: one per processor, -2: all processors but one. Default: 1. */
  public ParallelBuilder nJobs(int nJobs) {
    options.nJobs(nJobs);
    return this;
  }

  /**
   * Number of tasks in a batch. As in joblib, batches at the start and at the end of the job list
   * are smaller.
   */
  public ParallelBuilder batchSize(int tasks) {
    return batchSize(BatchSize.of(tasks));
  }

  /**
   * Number of tasks in a batch, or {@link BatchSize#AUTO}, the default, which starts with one task
   * and adapts until a batch keeps its worker busy for 0.2 to 2 seconds.
   */
  public ParallelBuilder batchSize(BatchSize batchSize) {
    options.batchSize(batchSize);
    return this;
  }

  /**
   * Number of tasks dispatched before the first one completes: {@code "all"}, a number, or an
   * expression. Default: {@code "2 * n_jobs"}.
   */
  public ParallelBuilder preDispatch(String expression) {
    return preDispatch(PreDispatch.parse(expression));
  }

  /** Number of tasks dispatched before the first one completes. */
  public ParallelBuilder preDispatch(PreDispatch preDispatch) {
    options.preDispatch(preDispatch);
    return this;
  }

  /**
   * Amount of progress lines. 0: none; above 10: one per batch; from 50 on: to standard output.
   * Default: 0.
   */
  public ParallelBuilder verbose(int verbose) {
    options.verbose(verbose);
    return this;
  }

  /** A hint for calls that name no backend: {@code "processes"} or {@code "threads"}. */
  public ParallelBuilder prefer(String hint) {
    this.prefer = BackendChoice.hint(hint);
    return this;
  }

  /** A constraint: {@code "sharedmem"}, for tasks that modify the caller's objects. */
  public ParallelBuilder require(String constraint) {
    this.require = BackendChoice.constraint(constraint);
    return this;
  }

  /**
   * Time limit of each task, measured in its worker. A task that takes longer fails. Default: none.
   */
  public ParallelBuilder timeout(Duration timeout) {
    options.timeout(timeout);
    return this;
  }

  /** Time limit of the whole run, from the start of the call. Default: none. */
  public ParallelBuilder deadline(Duration deadline) {
    options.deadline(deadline);
    return this;
  }

  /**
   * When {@link Parallel#run} and {@link Parallel#forEach} stop. Default: when every task has
   * settled.
   */
  public ParallelBuilder completion(Completion completion) {
    options.completion(completion);
    return this;
  }

  /**
   * How often a task that throws runs again before it counts as failed. Default: 0. Crashed workers
   * and failing services are always retried and do not count.
   */
  public ParallelBuilder retries(int retries) {
    options.retries(new TaskRetries(retries, options.retries().on()));
    return this;
  }

  /** Limits retries to errors that are instances of these classes. Default: all errors. */
  @SafeVarargs
  @SuppressWarnings("varargs") // List.of only reads the array.
  public final ParallelBuilder retryOn(Class<? extends Throwable>... classes) {
    options.retries(TaskRetries.after(options.retries().most(), List.of(classes)));
    return this;
  }

  /** A kernel call that each worker runs once, before its first task. */
  public ParallelBuilder initializer(Delayed<?> initializer) {
    options.initializer(initializer);
    return this;
  }

  /**
   * What a run may cost on Lambda, in USD. Nothing more is invoked once one more invocation that runs to
   * its time limit could exceed it; the run then ends with {@code BUDGET_SPENT}, and can be resumed.
   * The next call begins anew; a resumed run counts its earlier sessions. Only for the backend lambda,
   * not for queued invocations. Default: no limit.
   */
  public ParallelBuilder maxCostUsd(@Nullable BigDecimal maxCostUsd) {
    options.maxCostUsd(maxCostUsd);
    return this;
  }

  /**
   * The base of {@link TaskContext#seed()}, which also depends on the task's index. Default:
   * random.
   */
  public ParallelBuilder seed(long seed) {
    options.seed(seed);
    return this;
  }

  /**
   * Where runs are recorded, so that they can be shown and resumed: a folder or
   * {@code s3://bucket/prefix}. Only calls of kernels can be recorded. Default: runs are not
   * recorded.
   */
  public ParallelBuilder store(String location) {
    return store(StoreLocation.parse(location));
  }

  /** Records runs in that folder. See {@link #store(String)}. */
  public ParallelBuilder store(Path folder) {
    return store(new StoreLocation.Folder(folder));
  }

  /**
   * Takes the values of calls from that memo if they are there, and adds those that are not. Identical calls
   * of a run are computed once.
   *
   * @param memo null: nothing is remembered
   */
  public ParallelBuilder memo(@Nullable Memo memo) {
    this.memo = memo;
    return this;
  }

  /** Records runs there. See {@link #store(String)}. */
  public ParallelBuilder store(StoreLocation location) {
    this.store = location;
    return this;
  }

  /**
   * Primitive arrays with more bytes that are arguments of tasks in other processes are shared, as with
   * {@link Parallel#share}: each travels once, and must not change during the run (joblib's
   * {@code max_nbytes}). 0: no array is. Default: 1 MiB.
   */
  public ParallelBuilder maxBytes(long maxBytes) {
    this.maxBytes = maxBytes;
    return this;
  }

  /**
   * Called for each settled task, in the order of completion. An exception from it ends the run.
   */
  public ParallelBuilder onTask(Consumer<? super Outcome<?>> listener) {
    listeners =
        new Listeners(listener, listeners.onBatch(), listeners.onProgress(), listeners.onWaiting());
    return this;
  }

  /** Called for each batch that returned. An exception from it ends the run. */
  public ParallelBuilder onBatch(Consumer<? super FinishedBatch> listener) {
    listeners = new Listeners(
        listeners.onTask(),
        result -> listener.accept(result.finished()),
        listeners.onProgress(),
        listeners.onWaiting());
    return this;
  }

  /** Called after each batch, also with one worker. An exception from it ends the run. */
  public ParallelBuilder onProgress(Consumer<? super Progress> listener) {
    listeners =
        new Listeners(listeners.onTask(), listeners.onBatch(), listener, listeners.onWaiting());
    return this;
  }

  /**
   * Called after each minute without events, with what the run is waiting for. An exception from it
   * ends the run.
   */
  public ParallelBuilder onWaiting(Consumer<? super String> listener) {
    listeners =
        new Listeners(listeners.onTask(), listeners.onBatch(), listeners.onProgress(), listener);
    return this;
  }

  /**
   * Creates the instance. Close it to stop its workers.
   *
   * @throws IllegalArgumentException if options contradict each other
   */
  public Parallel build() {
    return new Parallel(settings());
  }

  /**
   * A single call: starts workers, runs the tasks, stops the workers. Worker processes stay for up
   * to 300 s and serve the next single call with the same backend, number of workers, initializer
   * and store. See {@link Parallel#call(Iterable)}.
   */
  public <T extends @Nullable Object> List<T> call(Iterable<Delayed<T>> tasks) {
    return IdlePool.SHARED.call(settings(), tasks);
  }

  /** A single call for a stream. See {@link Parallel#call(Stream)}. */
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
        choice,
        options.buildIn(contextJobs, ParallelConfig.verbose()),
        listeners,
        level,
        store,
        maxBytes,
        memo);
  }

  private static <V> @Nullable V first(@Nullable V explicit, @Nullable V context) {
    return explicit == null ? context : explicit;
  }
}
