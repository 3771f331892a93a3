package dev.fanfare.dispatch;

import dev.fanfare.wire.TaskError;
import java.util.function.Predicate;

/**
 * Which failed tasks run again. A task that throws has an outcome: it runs again only where the caller asks for it.
 *
 * @param most how many times a task may run again
 * @param on which errors
 */
public record TaskRetries(int most, Predicate<? super TaskError> on) {

  /** None. */
  public static final TaskRetries NONE = new TaskRetries(0, error -> true);

  public TaskRetries {
    if (most < 0) {
      throw new IllegalArgumentException("retries must be 0 or more, got: " + most);
    }
  }

  /** Whether a task that has failed with that error runs again, after so many retries before. */
  boolean again(TaskError error, int before) {
    return before < most && on.test(error);
  }
}
