package dev.fanfare.dispatch;

import dev.fanfare.backend.BatchResult;
import dev.fanfare.report.Progress;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;

/** Who wants to know how a run goes. Called on the coordinator's thread alone: what it does holds up the run. */
public interface RunListener {

  /** A batch was given to the backend. */
  default void dispatched(Batch batch) {}

  /** A task has settled: once for each task, in the order of completion. */
  default void settled(Task task, TaskOutcome outcome) {}

  /** A batch came back with an outcome for each of its tasks. */
  default void completed(Batch batch, BatchResult result) {}

  /** How far the run is, after a batch has completed and before the next one is cut. */
  default void progress(Progress progress) {}
}
