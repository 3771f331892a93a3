package dev.fanfare.page;

import dev.fanfare.report.Attempt;
import dev.fanfare.report.TaskTimes;
import java.util.List;

/** A run's attempts, aggregated for drawing. Its size does not depend on the number of tasks. */
final class Picture {

  private final TimeAxis axis = new TimeAxis();
  private final Environments environments = new Environments();
  private final Percentiles percentiles = new Percentiles();
  private final FirstTasks slowest = FirstTasks.slowest();
  private final FirstTasks sample = FirstTasks.sample();
  private final Reasons failures = new Reasons();
  private final Losses losses = new Losses();
  private final List<Environments.Environment> workers;
  private final Concurrency concurrency;
  private final HeatMap durations;
  private final EnvironmentMap environmentMap;

  /** Of those attempts, which are read several times. */
  Picture(Iterable<Attempt> attempts) {
    attempts.forEach(this::survey);
    boolean known = percentiles.settle();
    workers = environments.inOrder();
    concurrency = new Concurrency(axis);
    workers.forEach(concurrency::add);
    Percentiles.Values values = percentiles.values();
    durations = new HeatMap(axis.length(), values.count(), values.least(), values.most());
    environmentMap = new EnvironmentMap(axis.length(), workers);
    attempts.forEach(this::draw);
    known = known || percentiles.settle();
    while (!known) {
      attempts.forEach(this::measure);
      known = percentiles.settle();
    }
  }

  // What the scales of the drawings depend on.
  private void survey(Attempt attempt) {
    axis.add(attempt);
    environments.add(attempt);
    measure(attempt);
  }

  private void measure(Attempt attempt) {
    if (!attempt.ran()) {
      return;
    }
    for (long wallNanos : attempt.tasks().wallNanos()) {
      percentiles.add(wallNanos);
    }
  }

  private void draw(Attempt attempt) {
    measure(attempt);
    PlacedAttempt placed = environments.placed(attempt, axis);
    concurrency.add(placed);
    environmentMap.add(placed);
    losses.add(attempt);
    for (int i = 0; i < attempt.tasks().size(); i++) {
      draw(placed, i);
    }
  }

  private void draw(PlacedAttempt placed, int place) {
    TaskTimes tasks = placed.attempt().tasks();
    SeenTask task = SeenTask.of(placed, place);
    if (placed.attempt().ran()) {
      durations.add(placed.end(place), task.wallNanos());
      slowest.add(task);
      sample.add(task);
    }
    if (task.failed()) {
      failures.add(tasks.errors().getOrDefault(task.index(), ""), task.index(), task.wallNanos());
    }
  }

  /** Whether there was no attempt. */
  boolean isEmpty() {
    return axis.length() == 0;
  }

  long micros() {
    return axis.length();
  }

  List<Long> seams() {
    return axis.seams();
  }

  Clocks clocks() {
    return Clocks.of(workers);
  }

  Concurrency.Curves concurrency() {
    return concurrency.curves();
  }

  HeatMap.Cells durations() {
    return durations.cells();
  }

  EnvironmentMap.Cells environments() {
    return environmentMap.cells();
  }

  Percentiles.Values percentiles() {
    return percentiles.values();
  }

  Reasons.Summary failures() {
    return failures.summary();
  }

  Losses.Summary losses() {
    return losses.summary();
  }

  List<SeenTask> slowest() {
    return slowest.inOrder();
  }

  List<SeenTask> sample() {
    return sample.inOrder();
  }
}
