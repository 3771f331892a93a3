package dev.fanfare.dispatch;

import dev.fanfare.backend.BatchResult;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskError;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.Timing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt at a batch settles: which tasks have an outcome now, and which are to run again.
 *
 * @param batch the attempt
 * @param outcomes of its tasks, at most one each
 * @param missing its tasks that have none
 */
record Settlement(Batch batch, List<Settled> outcomes, List<Task> missing) {

  /** A task and what became of it. */
  record Settled(Task task, TaskOutcome outcome) {}

  /** From what came back; a batch that was lost fails each of its tasks. */
  static Settlement of(Batch batch, @Nullable BatchResult result, @Nullable Throwable error) {
    Map<Long, TaskOutcome> found = new HashMap<>();
    if (result == null) {
      TaskError lost = TaskError.of(cause(error));
      batch.tasks().forEach(task -> found.put(task.index(), failed(task, lost)));
    } else {
      result.outcome().tasks().forEach(outcome -> found.put(outcome.index(), outcome));
    }
    List<Settled> outcomes = new ArrayList<>();
    List<Task> missing = new ArrayList<>();
    for (Task task : batch.tasks()) {
      TaskOutcome outcome = found.get(task.index());
      if (outcome == null) {
        missing.add(task);
      } else {
        outcomes.add(new Settled(task, outcome));
      }
    }
    return new Settlement(batch, outcomes, missing);
  }

  private static Throwable cause(@Nullable Throwable error) {
    Throwable known = error == null ? new IllegalStateException("no answer") : error;
    return known instanceof CompletionException && known.getCause() != null
        ? known.getCause()
        : known;
  }

  private static TaskOutcome failed(Task task, TaskError error) {
    return TaskOutcome.failed(task.index(), error, Timing.NONE);
  }

  /**
   * The next attempt, at the tasks that are missing. It may take one for each task where each is late.
   *
   * @throws FanfareException if this one settled nothing, and there were that many attempts already
   */
  Batch again(int mostAttempts) {
    // An attempt that settled something brings the batch nearer to its end, however many there are.
    if (outcomes.isEmpty() && batch.attempt() >= mostAttempts) {
      throw new FanfareException("task " + missing.get(0).index() + " came back without an outcome "
          + batch.attempt() + " times");
    }
    return batch.again(missing);
  }
}
