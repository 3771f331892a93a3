package dev.fanfare;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.TaskError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task failed. The message contains index, kernel, arguments, and what was thrown; of a bad record, its place. The cause is
 * the exception itself if the task ran in this JVM. Otherwise it is rebuilt with class, message and
 * remote stack, if its class is available here.
 */
public final class TaskFailedException extends FanfareException {

  private final long index;
  private final transient Delayed<?> task;
  private final transient TaskError error;

  public TaskFailedException(long index, Delayed<?> task, TaskError error) {
    super(
        "task " + index + " failed, " + error.of(task, error.summary()),
        RemoteThrowable.rebuild(error));
    this.index = index;
    this.task = task;
    this.error = error;
  }

  /** The task's place in the job list, from 0. */
  public long index() {
    return index;
  }

  /** The kernel's name. */
  public String kernel() {
    return task.name();
  }

  /** The arguments of the call. */
  public List<@Nullable Object> arguments() {
    return task.arguments();
  }

  /** What was thrown: class name, message, and stack in the worker. */
  public TaskError error() {
    return error;
  }
}
