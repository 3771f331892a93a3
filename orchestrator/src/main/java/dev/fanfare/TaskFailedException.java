package dev.fanfare;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.TaskError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task failed. The message names it: index, kernel, arguments, and what was thrown. The cause is the exception itself where the
 * task ran in this JVM; elsewhere it is rebuilt with its class, message and remote stack, as far as its class is here.
 */
public final class TaskFailedException extends FanfareException {

  private final long index;
  private final transient Delayed<?> task;
  private final transient TaskError error;

  public TaskFailedException(long index, Delayed<?> task, TaskError error) {
    super(
        "task " + index + " failed, " + task + ": " + error.summary(),
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

  /** The arguments that it was called with. */
  public List<@Nullable Object> arguments() {
    return task.arguments();
  }

  /** What was thrown, as facts: class name, message, stack in the worker. */
  public TaskError error() {
    return error;
  }
}
