package dev.fanfare.report;

import dev.fanfare.Progress;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Formats the lines that a call prints at {@code verbose} 1 and above, and decides when. Does not
 * print. Immutable, thread-safe.
 *
 * <p>Follows joblib 1.6 {@code Parallel.print_progress} and {@code _verbosity_filter} exactly, with
 * one exception: a call is not reported as finished before the end of its input. joblib reports
 * that several times if {@code pre_dispatch} is "all" and the producer is slow. As in joblib,
 * callers print nothing after a failure.
 */
public final class ProgressLines {

  private static final int STANDARD_OUTPUT_FROM = 50;
  private static final int BATCH_SIZES_FROM = 10;
  private static final int EVERYTHING_ABOVE = 10;
  private static final int WIDTH_OF_UNKNOWN_LENGTH = 3;

  private final int verbose;
  private final int requestedJobs;
  private final OptionalLong length;
  private final int width;

  /**
   * The lines of one call.
   *
   * @param verbose 0: no lines; higher values: more lines; above 10: one for each completed batch
   * @param requestedJobs the requested nJobs, such as -1
   * @param length number of tasks in the input, if known
   * @throws IllegalArgumentException if {@code verbose} is negative
   */
  public ProgressLines(int verbose, int requestedJobs, OptionalLong length) {
    if (verbose < 0) {
      throw new IllegalArgumentException("verbose must be 0 or more, got: " + verbose);
    }
    this.verbose = verbose;
    this.requestedJobs = requestedJobs;
    this.length = length;
    this.width =
        length.orElse(0) > 0 ? Long.toString(length.getAsLong()).length() : WIDTH_OF_UNKNOWN_LENGTH;
  }

  /**
   * Whether the lines go to standard output ({@code verbose} 50 and above) instead of standard
   * error.
   */
  public boolean toStandardOutput() {
    return verbose >= STANDARD_OUTPUT_FROM;
  }

  /** The first line of a call with more than one worker. */
  public Optional<String> backend(String backendName, int workers) {
    return verbose > 0
        ? line("Using backend " + backendName + " with " + workers + " concurrent workers.")
        : Optional.empty();
  }

  /** The line for a message of a batch sizer, at {@code verbose} 10 and above. */
  public Optional<String> batchSizing(String notice) {
    return verbose >= BATCH_SIZES_FROM ? line(notice) : Optional.empty();
  }

  /** The line about what a run is waiting for. */
  public Optional<String> waiting(String what) {
    return verbose > 0 ? line(what) : Optional.empty();
  }

  /** The line after a completion; empty if there is none for this one. */
  public Optional<String> progress(Progress progress) {
    return shows(progress) ? line(message(progress)) : Optional.empty();
  }

  private Optional<String> line(String message) {
    return Optional.of("[Parallel(n_jobs=" + requestedJobs + ")]: " + message);
  }

  private String message(Progress progress) {
    if (progress.finished()) {
      return done(progress, progress.completed()) + " finished";
    }
    if (progress.inputExhausted()) {
      return done(progress, progress.dispatchedTasks())
          + " remaining: "
          + ShortTime.of(progress.remainingSeconds());
    }
    return length.isPresent()
        ? done(progress, length.getAsLong())
        : "Done " + aligned(progress.completed()) + " tasks " + " ".repeat(width + 2)
            + elapsed(progress);
  }

  private String done(Progress progress, long total) {
    return "Done " + aligned(progress.completed()) + " out of " + aligned(total) + " "
        + elapsed(progress);
  }

  private static String elapsed(Progress progress) {
    return "| elapsed: " + ShortTime.of(progress.elapsedSeconds());
  }

  private String aligned(long number) {
    String digits = Long.toString(number);
    return " ".repeat(Math.max(0, width - digits.length())) + digits;
  }

  private boolean shows(Progress progress) {
    if (verbose == 0) {
      return false;
    }
    if (progress.finished()) {
      return true;
    }
    return progress.inputExhausted()
        ? showsCountdown(progress)
        : showsAt(progress.dispatchedBatches());
  }

  /**
   * Selects indexes at linearly growing gaps. joblib's index is the number of dispatched batches,
   * not of completed ones.
   */
  private boolean showsAt(long index) {
    if (verbose > EVERYTHING_ABOVE || index == 0) {
      return true;
    }
    double scale = 0.5 * (11 - verbose) * (11 - verbose);
    return Math.floor(Math.sqrt((index + 1) / scale)) != Math.floor(Math.sqrt(index / scale));
  }

  /**
   * About {@code verbose} lines after the end of the input is reached, but never one for the
   * second-last completion.
   */
  private boolean showsCountdown(Progress progress) {
    long total = progress.dispatchedTasks();
    long completed = progress.completed();
    if (completed == 0) {
      return true;
    }
    long cursor = total - completed + 1 - progress.preDispatchAmount();
    long frequency = total / verbose + 1;
    return completed + 1 != total && cursor % frequency == 0;
  }
}
