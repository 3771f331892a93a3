package dev.fanfare.cli;

import dev.fanfare.BatchSize;
import dev.fanfare.Completion;
import dev.fanfare.ElapsedReport;
import dev.fanfare.Ending;
import dev.fanfare.Outcome;
import dev.fanfare.RunCancelledException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.report.Measurement;
import dev.fanfare.report.Trial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Started workers with a setting that is measured. Stops them when it is closed. */
final class Contender implements AutoCloseable {

  private final int workers;
  private final BatchSize batchSize;
  private final Parallel parallel;
  private final Shutdown shutdown;
  private final List<Measurement> measurements = new ArrayList<>();

  /**
   * Workers that start with their first run.
   *
   * @throws java.util.concurrent.CancellationException if the JVM is shutting down
   */
  Contender(Arena arena, int workers, BatchSize batchSize) {
    this.workers = workers;
    this.batchSize = batchSize;
    this.parallel = arena.builder().get().nJobs(workers).batchSize(batchSize).build();
    this.shutdown = Shutdown.cancels(parallel, arena.err(), id -> arena.ifStopped());
  }

  /**
   * Runs the tasks.
   *
   * @return what it took
   * @throws dev.fanfare.TaskFailedException if one fails
   * @throws RunCancelledException if it is cancelled
   */
  ElapsedReport run(List<Delayed<@Nullable Object>> tasks) {
    if (Shutdown.hasBegun()) {
      throw new RunCancelledException(Completion.Reason.CANCELLED);
    }
    Ending ending = parallel.forEach(tasks, Outcome::get);
    if (ending.reason() == Completion.Reason.CANCELLED) {
      throw new RunCancelledException(ending.reason());
    }
    return ending.report();
  }

  /** Runs the tasks and keeps what that took. */
  void measure(List<Delayed<@Nullable Object>> tasks) {
    measurements.add(Measurement.of(run(tasks)));
  }

  /** What was measured. */
  Trial trial() {
    return new Trial(workers, batchSize, measurements);
  }

  int workers() {
    return workers;
  }

  @Override
  public void close() {
    shutdown.close();
  }
}
