package dev.fanfare.runs;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.NotAKernelException;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskDigest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Records a job list while it is read. Thread-safe: the thread that reads the input may still be
 * waiting for it when the run's thread calls {@link #stop}.
 */
final class TaskRecorder {

  private final RunRecord run;
  private final TaskList.Writer writer;
  private final long known;
  private final Set<String> kernels;
  private long taken;
  private boolean over;

  private TaskRecorder(RunRecord run, long known, Set<String> kernels) {
    this.run = run;
    this.writer = run.tasks().writerAfter(known);
    this.known = known;
    this.kernels = kernels;
    this.taken = known;
  }

  /** Records a list from its start. */
  static TaskRecorder of(RunRecord run) {
    return new TaskRecorder(run, 0, new TreeSet<>());
  }

  /**
   * Records the rest of a list.
   *
   * @param known number of recorded tasks
   * @param kernels kernels that they call
   */
  static TaskRecorder after(RunRecord run, long known, Set<String> kernels) {
    return new TaskRecorder(run, known, kernels);
  }

  /** Appends a task with its line. */
  synchronized void add(Task task, String line) {
    if (!over) {
      writer.append(line);
      kernels.add(task.call().kernel().name());
      taken++;
    }
  }

  /** How many tasks the list has so far. */
  synchronized long taken() {
    return taken;
  }

  /** Records that the list is complete. */
  synchronized void complete() {
    end(/* complete= */ true);
  }

  /** Records what was read if the end was not reached. Nothing is written afterwards. */
  synchronized void stop() {
    end(/* complete= */ false);
  }

  private void end(boolean complete) {
    if (!over) {
      over = true;
      writer.flush();
      run.taken(taken, complete, List.copyOf(kernels), known);
    }
  }

  /**
   * The task with the data to be recorded with its outcome.
   *
   * @param retried whether it may run again if it fails
   */
  static Task digested(Task task, String line, boolean retried) {
    return new Task(task.index(), task.call(), TaskDigest.text(TaskDigest.of(line)), retried);
  }

  /**
   * The line of a task in the recorded list.
   *
   * @throws IllegalArgumentException if it can run only in this JVM
   */
  static String line(Task task) {
    Delayed<?> call = task.call();
    try {
      return Codec.writeJob(call);
    } catch (NotAKernelException | MalformedMessageException e) {
      throw new IllegalArgumentException(
          "task " + task.index() + ", " + call + ", cannot be recorded: " + e.getMessage(), e);
    }
  }
}
