package dev.fanfare.runs;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.NotAKernelException;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskDigest;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes a job list down from its beginning, as it is taken. Thread-safe: the thread that reads the
 * input may still wait for it when the run's own thread calls {@link #stop}.
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

  /** Writes a list from its beginning. */
  static TaskRecorder of(RunRecord run) {
    return new TaskRecorder(run, 0, new TreeSet<>());
  }

  /**
   * Writes the rest of a list.
   *
   * @param known tasks that are recorded
   * @param kernels what they call
   */
  static TaskRecorder after(RunRecord run, long known, Set<String> kernels) {
    return new TaskRecorder(run, known, kernels);
  }

  /** Those tasks, each of which is written down when it is taken, and that these are all when the end is seen. */
  Iterator<Task> recorded(Iterator<Task> tasks, boolean retried) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        boolean more = tasks.hasNext();
        if (!more) {
          complete();
        }
        return more;
      }

      @Override
      public Task next() {
        Task task = tasks.next();
        String line = line(task);
        add(task, line);
        return digested(task, line, retried);
      }
    };
  }

  /** Appends a task, whose line that is. */
  synchronized void add(Task task, String line) {
    if (!over) {
      writer.append(line);
      kernels.add(task.call().kernel().name());
      taken++;
    }
  }

  /** Writes down that these are all. */
  synchronized void complete() {
    end(/* complete= */ true);
  }

  /** Writes what was taken, where the end was not seen. Nothing is written any more after that. */
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
   * The task with what its outcome is to be recorded with.
   *
   * @param retried whether it may run again if it fails
   */
  static Task digested(Task task, String line, boolean retried) {
    return new Task(task.index(), task.call(), TaskDigest.text(TaskDigest.of(line)), retried);
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
