package dev.fanfare.parallel;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.NotAKernelException;
import dev.fanfare.store.RunRecord;
import dev.fanfare.store.TaskList;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.MalformedMessageException;
import dev.fanfare.wire.Task;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes a job list down from its beginning, as it is taken. One thread owns it. */
final class TaskRecorder {

  private final RunRecord run;
  private final TaskList.Writer writer;
  private final Set<String> kernels = new TreeSet<>();
  private long taken;
  private boolean complete;

  TaskRecorder(RunRecord run) {
    this.run = run;
    this.writer = run.tasks().writer();
  }

  /** Appends a task. */
  void add(Task task) {
    writer.append(line(task));
    kernels.add(task.call().kernel().name());
    taken++;
  }

  /** Writes down that these are all. */
  void complete() {
    if (!complete) {
      complete = true;
      written();
    }
  }

  /** Writes what was taken, where the end was not seen. */
  void stop() {
    if (!complete) {
      written();
    }
  }

  private void written() {
    writer.flush();
    run.taken(taken, complete, List.copyOf(kernels));
  }

  /**
   * A task as the record has it.
   *
   * @throws IllegalArgumentException if it can run in this JVM alone
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
