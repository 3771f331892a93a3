package dev.fanfare.parallel;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.NotAKernelException;
import dev.fanfare.store.RunRecord;
import dev.fanfare.store.TaskList;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.MalformedMessageException;
import dev.fanfare.wire.Task;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes a job list down as it is taken, from its beginning. One thread owns it. */
final class TaskRecorder implements Iterator<Task> {

  private final RunRecord run;
  private final Iterator<Task> tasks;
  private final TaskList.Writer writer;
  private final Set<String> kernels = new TreeSet<>();
  private long taken;
  private boolean complete;

  TaskRecorder(RunRecord run, Iterator<Task> tasks) {
    this.run = run;
    this.tasks = tasks;
    this.writer = run.tasks().writer();
  }

  @Override
  public boolean hasNext() {
    boolean more = tasks.hasNext();
    if (!more && !complete) {
      complete = true;
      written();
    }
    return more;
  }

  @Override
  public Task next() {
    Task task = tasks.next();
    writer.append(line(task));
    kernels.add(task.call().kernel().name());
    taken++;
    return task;
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
