package dev.fanfare.dispatch;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.report.Progress;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The plain loop that a run with one worker in this JVM is: each task runs on the calling thread before the next one is asked for
 * (joblib 1.6, {@code Parallel._get_sequential_output}). A batch size of b takes b tasks from the input before it runs them.
 */
public final class SequentialRun {

  private final String runId;
  private final Backend backend;
  private final Iterator<Task> tasks;
  private final int batchSize;
  private final RunListener listener;
  private final Stopwatch stopwatch;

  // Mutable state of the calling thread.
  private long completed;

  /**
   * A loop over that input.
   *
   * @param backend runs a batch before its {@code submit} returns
   * @param stopwatch runs since the call began
   */
  public SequentialRun(
      String runId,
      Backend backend,
      Iterator<? extends Delayed<?>> input,
      int batchSize,
      RunListener listener,
      Stopwatch stopwatch) {
    this.runId = runId;
    this.backend = backend;
    this.tasks = new NumberedTasks(input);
    this.batchSize = batchSize;
    this.listener = listener;
    this.stopwatch = stopwatch;
  }

  /** Runs the job list to its end. What the input or the listener throws is thrown on. */
  public void run() {
    while (tasks.hasNext()) {
      take().forEach(this::run);
    }
    listener.progress(Progress.sequentialEnd(completed, stopwatch.seconds()));
  }

  private List<Task> take() {
    List<Task> batch = new ArrayList<>(batchSize);
    while (batch.size() < batchSize && tasks.hasNext()) {
      batch.add(tasks.next());
    }
    return batch;
  }

  private void run(Task task) {
    Batch batch = new Batch(runId, completed, 1, List.of(task));
    listener.dispatched(batch);
    BatchResult result = backend.submit(batch).join();
    TaskOutcome outcome = result.outcome().tasks().get(0);
    listener.settled(task, outcome);
    completed++;
    listener.completed(batch, result);
    listener.progress(Progress.sequential(completed, stopwatch.seconds()));
  }
}
