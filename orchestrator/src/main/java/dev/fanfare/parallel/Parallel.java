package dev.fanfare.parallel;

import dev.fanfare.dispatch.BatchSize;
import dev.fanfare.dispatch.PreDispatch;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.report.ElapsedReport;
import dev.fanfare.report.ProgressLines;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * <p>Workers start with the first call and stay until {@link #close()}. One call at a time: a second one is refused at once.
 * Otherwise thread-safe.
 */
public final class Parallel implements AutoCloseable {

  private final Settings settings;
  private final AtomicBoolean running = new AtomicBoolean();

  // Touched by the thread that set `running` alone, and by close.
  private @Nullable Pool pool;

  private Parallel(Settings settings) {
    this.settings = settings;
  }

  /** With that many workers of the default backend; -1: one for each processor, -2: all but one. */
  public static Parallel of(int nJobs) {
    return builder().nJobs(nJobs).build();
  }

  /** All options. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Runs the tasks and returns their results in order.
   *
   * @throws TaskFailedException if a task fails; nothing more is started then
   */
  public <T extends @Nullable Object> List<T> call(Iterable<Delayed<T>> tasks) {
    List<T> results = new ArrayList<>();
    InOrder<T> inOrder = new InOrder<>(outcome -> results.add(outcome.get()));
    execute(tasks, outcome -> {
      outcome.get();
      inOrder.accept(outcome);
    });
    return results;
  }

  /** {@link #call(Iterable)} for a stream, which is read as the run goes and closed at its end. */
  public <T extends @Nullable Object> List<T> call(Stream<Delayed<T>> tasks) {
    try (tasks) {
      return call((Iterable<Delayed<T>>) tasks::iterator);
    }
  }

  /** Runs all tasks, whatever becomes of them, and returns an outcome for each, in order. Never throws for a task that fails. */
  public <T extends @Nullable Object> Run<T> run(Iterable<Delayed<T>> tasks) {
    List<Outcome<T>> outcomes = new ArrayList<>();
    ElapsedReport report = forEach(tasks, outcomes::add);
    return new Run<>(outcomes, report);
  }

  /** {@link #run(Iterable)} for a stream, which is read as the run goes and closed at its end. */
  public <T extends @Nullable Object> Run<T> run(Stream<Delayed<T>> tasks) {
    try (tasks) {
      return run((Iterable<Delayed<T>>) tasks::iterator);
    }
  }

  /**
   * Runs all tasks, whatever becomes of them, and hands on each outcome in order, as soon as it is its turn.
   *
   * @param action is called by this thread; what it throws ends the run and is thrown on
   */
  public <T extends @Nullable Object> ElapsedReport forEach(
      Iterable<Delayed<T>> tasks, Consumer<? super Outcome<T>> action) {
    return execute(tasks, new InOrder<T>(action));
  }

  private <T extends @Nullable Object> ElapsedReport execute(
      Iterable<Delayed<T>> tasks, Consumer<? super Outcome<T>> action) {
    if (!running.compareAndSet(false, true)) {
      throw new AlreadyRunningException();
    }
    try {
      Execution<T> execution = new Execution<>(settings, Source.of(tasks), action);
      return execution.run(openPool());
    } finally {
      running.set(false);
    }
  }

  private Pool openPool() {
    Pool open = pool;
    if (open == null) {
      ProgressLines lines =
          new ProgressLines(settings.verbose(), settings.nJobs(), OptionalLong.empty());
      open = Pool.open(settings, notice -> lines.batchSizing(notice).ifPresent(Console.of(lines)));
      pool = open;
    }
    return open;
  }

  /** Stops the workers. The next call starts new ones. */
  @Override
  public void close() {
    Pool open = pool;
    if (open != null) {
      pool = null;
      open.close();
    }
  }

  /** As joblib shows it: the number of jobs that was asked for. */
  @Override
  public String toString() {
    return "Parallel(n_jobs=" + settings.nJobs() + ")";
  }

  /** Collects options. Not thread-safe. Each is refused where it is given if it has no meaning. */
  public static final class Builder {

    private Settings settings = Settings.DEFAULT;

    private Builder() {}

    /** Where tasks run: {@code "sequential"}, {@code "threads"} or {@code "processes"}, which is the default. */
    public Builder backend(String backend) {
      settings = new Settings(
          backend,
          settings.nJobs(),
          settings.batchSize(),
          settings.preDispatch(),
          settings.verbose());
      return this;
    }

    /** Workers: a number; -1 for each processor one, -2 all but one. Default 1. */
    public Builder nJobs(int nJobs) {
      settings = new Settings(
          settings.backend(),
          nJobs,
          settings.batchSize(),
          settings.preDispatch(),
          settings.verbose());
      return this;
    }

    /** Tasks that travel together. Default: as many as take 0.2 to 2 seconds. */
    public Builder batchSize(int tasks) {
      return batchSize(BatchSize.of(tasks));
    }

    /** Tasks that travel together: a number, or {@link BatchSize#AUTO}. */
    public Builder batchSize(BatchSize batchSize) {
      settings = new Settings(
          settings.backend(),
          settings.nJobs(),
          batchSize,
          settings.preDispatch(),
          settings.verbose());
      return this;
    }

    /** Tasks that are dispatched ahead: {@code "all"} or an expression such as {@code "2 * n_jobs"}, the default. */
    public Builder preDispatch(String expression) {
      return preDispatch(PreDispatch.parse(expression));
    }

    /** Tasks that are dispatched ahead. */
    public Builder preDispatch(PreDispatch preDispatch) {
      settings = new Settings(
          settings.backend(),
          settings.nJobs(),
          settings.batchSize(),
          preDispatch,
          settings.verbose());
      return this;
    }

    /** How much is printed while it runs: 0 nothing, above 10 every completion, from 50 on to standard output. */
    public Builder verbose(int verbose) {
      settings = new Settings(
          settings.backend(),
          settings.nJobs(),
          settings.batchSize(),
          settings.preDispatch(),
          verbose);
      return this;
    }

    /** The instance: to be closed, as it keeps its workers. */
    public Parallel build() {
      return new Parallel(settings);
    }

    /** A bare call: starts workers, runs the tasks, stops the workers. See {@link Parallel#call(Iterable)}. */
    public <T extends @Nullable Object> List<T> call(Iterable<Delayed<T>> tasks) {
      try (Parallel parallel = build()) {
        return parallel.call(tasks);
      }
    }

    /** A bare call for a stream. See {@link Parallel#call(Stream)}. */
    public <T extends @Nullable Object> List<T> call(Stream<Delayed<T>> tasks) {
      try (Parallel parallel = build()) {
        return parallel.call(tasks);
      }
    }
  }
}
