package dev.fanfare;

import dev.fanfare.kernel.BadRecordException;
import dev.fanfare.kernel.TaskError;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which failed tasks run again. A task that throws has an outcome and runs again only if retries
 * are set.
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

  /** That many retries, after errors that are instances of these classes. */
  public static TaskRetries after(int most, List<Class<? extends Throwable>> classes) {
    return new TaskRetries(most, error -> RemoteThrowable.isOneOf(error, classes));
  }

  /**
   * Whether a task that failed with that error runs again, given the number of previous retries. A bad record does not: it
   * fails each time.
   */
  public boolean again(TaskError error, int before) {
    return before < most
        && on.test(error)
        && !RemoteThrowable.isOneOf(error, List.of(BadRecordException.class));
  }
}
