package dev.fanfare.wire;

import java.util.List;
import java.util.Map;

/**
 * The outcome of a batch. It is self-describing: any reader can determine which tasks of which run it settles.
 *
 * @param runId the run
 * @param number the batch's number in its run
 * @param attempt number of the attempt
 * @param worker the worker that ran it
 * @param tasks an outcome for each task that was run, in the batch's order
 */
public record BatchOutcome(
    String runId, long number, int attempt, WorkerInfo worker, List<TaskOutcome> tasks) {

  public BatchOutcome {
    tasks = List.copyOf(tasks);
    RunId.check(runId);
    Batch.checkPlace(number, attempt);
  }

  /** The same with other outcomes of its tasks. */
  BatchOutcome with(List<TaskOutcome> others) {
    return new BatchOutcome(runId, number, attempt, worker, others);
  }

  /** Whether it belongs to that attempt, and its outcomes to tasks of that batch. */
  public boolean isOf(Batch batch) {
    return runId.equals(batch.runId())
        && number == batch.number()
        && attempt == batch.attempt()
        && isOfTasks(batch);
  }

  /** Workers of older versions omit the digests. */
  private boolean isOfTasks(Batch batch) {
    Map<Long, String> digests = batch.digests();
    return tasks.stream()
        .filter(task -> !task.digest().isEmpty())
        .allMatch(task -> task.digest().equals(digests.get(task.index())));
  }
}
