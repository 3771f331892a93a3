package dev.fanfare.report;

import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.OptionalLong;

/**
 * One call of real joblib under a virtual clock: its options, the batches that it cut, the lines that it printed. The components
 * are the fields of the JSON; those that only a call with workers has are null, or false, for a sequential one.
 */
public record Trace(
    String name,
    int nTasks,
    Integer nJobs,
    int verbose,
    Double taskSeconds,
    List<Double> taskDurations,
    boolean lengthKnown,
    JsonPrimitive preDispatch,
    JsonPrimitive batchSize,
    boolean auto,
    List<Integer> batches,
    List<String> stderr,
    List<String> stdout) {

  boolean parallel() {
    return nJobs != null;
  }

  /** How long the task of that index takes. */
  public double seconds(int task) {
    return taskDurations == null ? taskSeconds : taskDurations.get(task);
  }

  /** The lines of such a call, before there are any. */
  public ProgressLines lines() {
    return new ProgressLines(
        verbose,
        parallel() ? nJobs : 1,
        lengthKnown ? OptionalLong.of(nTasks) : OptionalLong.empty());
  }

  /**
   * A call with workers starts with its backend's line. What was recorded before that line is the end of the call before: joblib
   * hands the last result over before it prints the last line, and the recording had moved on.
   */
  void returnLateLinesTo(Trace before) {
    while (parallel() && startsLate(stderr)) {
      before.stderr.add(stderr.remove(0));
    }
    while (parallel() && startsLate(stdout)) {
      before.stdout.add(stdout.remove(0));
    }
  }

  private static boolean startsLate(List<String> lines) {
    return !lines.isEmpty() && !lines.get(0).contains("]: Using backend ");
  }

  @Override
  public String toString() {
    String call = name + ": " + nTasks + " tasks" + (lengthKnown ? "" : " of unknown number")
        + ", verbose " + verbose;
    return parallel()
        ? call + ", " + nJobs + " jobs, pre_dispatch " + preDispatch + ", batch_size " + batchSize
        : call;
  }
}
