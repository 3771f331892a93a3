package dev.fanfare.backend;

import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A worker's process ended while it ran tasks: it crashed, called {@code System.exit}, or ran out
 * of memory. The message names the tasks and how the process ended. Which task caused it is
 * unknown.
 */
public final class TerminatedWorkerException extends BatchLostException {

  private static final int MOST_NAMED = 10;

  // Lambda's message: "Runtime exited with error: exit status 3", or "... signal: killed".
  private static final Pattern ENDING = Pattern.compile("exit status (\\d{1,9})|signal: (\\w+)");

  private final List<Long> taskIndices;
  private final @Nullable Integer exitCode;
  private final @Nullable String signal;

  private TerminatedWorkerException(
      Batch batch, String ending, @Nullable Integer exitCode, @Nullable String signal) {
    super(Reason.WORKER_TERMINATED, message(batch, ending), null);
    this.taskIndices = batch.tasks().stream().map(Task::index).toList();
    this.exitCode = exitCode;
    this.signal = signal;
  }

  /** Creates the exception for a batch from Lambda's message. */
  static TerminatedWorkerException of(Batch batch, String ending) {
    Matcher found = ENDING.matcher(ending);
    if (!found.find()) {
      return new TerminatedWorkerException(batch, ending, null, null);
    }
    String exitCode = found.group(1);
    return exitCode == null
        ? new TerminatedWorkerException(batch, found.group(), null, found.group(2))
        : new TerminatedWorkerException(batch, found.group(), Integer.valueOf(exitCode), null);
  }

  private static String message(Batch batch, String ending) {
    String indices = batch.tasks().stream()
        .limit(MOST_NAMED)
        .map(task -> Long.toString(task.index()))
        .collect(Collectors.joining(", "));
    int unnamed = batch.size() - MOST_NAMED;
    return "a worker was terminated unexpectedly (" + ending + ") while it ran "
        + (batch.size() == 1 ? "task " : "tasks ") + indices
        + (unnamed > 0 ? " and " + unnamed + " more" : "")
        + ": it crashed, called System.exit, or ran out of memory";
  }

  /** The indexes of the worker's tasks, ascending; at least one. */
  public List<Long> taskIndices() {
    return taskIndices;
  }

  /** The exit code; empty if a signal ended the process or the code is unknown. */
  public OptionalInt exitCode() {
    return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
  }

  /** The signal that ended the process, such as {@code killed}; empty if it exited. */
  public Optional<String> signal() {
    return Optional.ofNullable(signal);
  }
}
