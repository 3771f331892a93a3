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
 * The process of a worker ended while it had tasks: a crash, {@code System.exit}, or no memory left.
 * The message names the tasks and how it ended. Which of them is to blame cannot be known.
 */
public final class TerminatedWorkerException extends BatchLostException {

  private static final int MOST_NAMED = 10;

  // As Lambda words it: "Runtime exited with error: exit status 3", or "... signal: killed".
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

  /** Of the worker that had the batch, from what Lambda says of its end. */
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
    return "a worker was terminated unexpectedly (" + ending + ") while it had "
        + (batch.size() == 1 ? "task " : "tasks ") + indices
        + (unnamed > 0 ? " and " + unnamed + " more" : "")
        + ": a crash, System.exit, or no memory left";
  }

  /** The tasks that the worker had, by their places in the job list, ascending; at least one. */
  public List<Long> taskIndices() {
    return taskIndices;
  }

  /** What the process exited with; empty where a signal ended it, or where it is not known. */
  public OptionalInt exitCode() {
    return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
  }

  /** What ended the process, such as {@code killed}; empty where it exited by itself. */
  public Optional<String> signal() {
    return Optional.ofNullable(signal);
  }
}
