package dev.fanfare;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.TaskOutcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a task: its value or its error. Immutable.
 *
 * @param index the task's place in the job list, from 0
 * @param task the call
 * @param value what the task returned; null if it failed or returned null
 * @param failure what the task threw; null if it returned
 * @param timing when and how long it ran
 * @param output what the task printed if it ran in another process; empty if nothing
 * @param <T> type of the result
 */
public record Outcome<T extends @Nullable Object>(
    long index,
    Delayed<T> task,
    @Nullable T value,
    @Nullable TaskError failure,
    Timing timing,
    String output) {

  @SuppressWarnings("unchecked") // A kernel's value is of the type that its call was declared with.
  public static <T extends @Nullable Object> Outcome<T> of(Delayed<T> task, TaskOutcome outcome) {
    return new Outcome<>(
        outcome.index(),
        task,
        (T) outcome.value(),
        outcome.error(),
        outcome.timing(),
        outcome.output());
  }

  /** Whether the task returned. */
  public boolean succeeded() {
    return failure == null;
  }

  /** Whether the task did not run, because its value was remembered: by a memo, or from the same call in this run. */
  public boolean remembered() {
    return failure == null && timing.startEpochMicros() == 0;
  }

  /** The error if the task failed. */
  public Optional<TaskError> error() {
    return Optional.ofNullable(failure);
  }

  /**
   * The value.
   *
   * @throws TaskFailedException if the task failed
   */
  public @Nullable T get() {
    if (failure != null) {
      throw new TaskFailedException(index, task, failure);
    }
    return value;
  }
}
