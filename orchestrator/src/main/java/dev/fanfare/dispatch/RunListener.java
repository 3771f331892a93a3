package dev.fanfare.dispatch;

import dev.fanfare.Progress;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.util.List;

/** Who wants to know how a run goes. Called on the coordinator's thread alone: what it does holds up the run. */
public interface RunListener {

  /** Tasks are about to fail that no worker has an outcome for, in place of that attempt at them. */
  default void givenUp(Batch batch, List<TaskOutcome> outcomes) {}

  /** A task has settled: once for each task, in the order of completion. */
  default void settled(Task task, TaskOutcome outcome) {}

  /** An attempt came back with outcomes, and what it settled has been told. Late and double ones are told, too: they cost. */
  default void completed(Batch batch, BatchResult result) {}

  /** Nothing has happened for a while; what the run is waiting for. */
  default void waiting(String what) {}

  /** How far the run is, after a batch has completed and before the next one is cut. */
  default void progress(Progress progress) {}
}
