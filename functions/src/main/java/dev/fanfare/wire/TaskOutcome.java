package dev.fanfare.wire;

import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a task: a value or an error.
 *
 * @param index the task's place in the job list
 * @param value what the kernel returned; can be null
 * @param error what it threw, or null if it returned
 * @param timing when and how long it ran
 * @param output what it printed if it ran in another process
 * @param digest the task's digest, as {@link TaskDigest#text}; empty if it has none
 * @param provisional whether it is a failure after which the task may have run again: another outcome, or a
 *     failure that is not provisional, settles it
 */
public record TaskOutcome(
    long index,
    @Nullable Object value,
    @Nullable TaskError error,
    Timing timing,
    String output,
    String digest,
    boolean provisional) {

  public TaskOutcome {
    if (index < 0) {
      throw new IllegalArgumentException("index must not be negative, got: " + index);
    }
  }

  /** The outcome of a task that returned. */
  public static TaskOutcome of(long index, @Nullable Object value, Timing timing) {
    return new TaskOutcome(index, value, null, timing, "", "", false);
  }

  /** The outcome of a task that failed. */
  public static TaskOutcome failed(long index, TaskError error, Timing timing) {
    return new TaskOutcome(index, null, error, timing, "", "", false);
  }

  /** A copy with another value. */
  TaskOutcome withValue(@Nullable Object other) {
    return new TaskOutcome(index, other, error, timing, output, digest, provisional);
  }

  /** A copy as a failure. */
  TaskOutcome failed(TaskError why) {
    return new TaskOutcome(index, null, why, timing, output, digest, provisional);
  }

  /** A copy with what the task printed. */
  public TaskOutcome withOutput(String printed) {
    return printed.isEmpty()
        ? this
        : new TaskOutcome(index, value, error, timing, printed, digest, provisional);
  }

  /** A copy with the digest of its task. */
  public TaskOutcome withDigest(String of) {
    return of.equals(digest)
        ? this
        : new TaskOutcome(index, value, error, timing, output, of, provisional);
  }

  /** A copy that settles the task or, if provisional, does not. */
  public TaskOutcome provisional(boolean open) {
    boolean now = open && error != null;
    return now == provisional
        ? this
        : new TaskOutcome(index, value, error, timing, output, digest, now);
  }

  /** A copy as the outcome of that task. */
  public TaskOutcome of(Task task) {
    return withDigest(task.digest()).provisional(task.retried());
  }

  /** Whether the task returned. */
  public boolean succeeded() {
    return error == null;
  }
}
