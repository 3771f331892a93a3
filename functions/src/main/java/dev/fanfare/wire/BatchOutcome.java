package dev.fanfare.wire;

import java.util.List;
import java.util.Map;

/**
 * What became of a batch: complete and self-describing, so that whoever finds it in the store knows which tasks of which run it
 * settles.
 *
 * @param runId the run
 * @param number the batch's number in its run
 * @param attempt which try at it this was
 * @param worker who ran it
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

  /** Whether it is that attempt's at that batch, and its outcomes are of that batch's tasks. */
  public boolean isOf(Batch batch) {
    return runId.equals(batch.runId())
        && number == batch.number()
        && attempt == batch.attempt()
        && isOfTasks(batch);
  }

  /** A worker of an older version leaves the digests out. */
  private boolean isOfTasks(Batch batch) {
    Map<Long, String> digests = batch.digests();
    return tasks.stream()
        .filter(task -> !task.digest().isEmpty())
        .allMatch(task -> task.digest().equals(digests.get(task.index())));
  }
}
