package dev.fanfare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that has ended.
 *
 * @param outcomes outcomes of all settled tasks, in the order of the job list
 * @param reason why the run ended; tasks that have not settled have no outcome
 * @param report where the time went
 * @param <T> type of the results
 */
public record Run<T extends @Nullable Object>(
    List<Outcome<T>> outcomes, Completion.Reason reason, ElapsedReport report) {

  public Run {
    outcomes = List.copyOf(outcomes);
  }

  /** Whether every task of the job list ran and returned. */
  public boolean allSucceeded() {
    return reason == Completion.Reason.ALL_COMPLETED && report.failed() == 0;
  }

  /** The tasks that returned. */
  public List<Outcome<T>> succeeded() {
    return outcomes.stream().filter(Outcome::succeeded).toList();
  }

  /** The tasks that failed. */
  public List<Outcome<T>> failed() {
    return outcomes.stream().filter(outcome -> !outcome.succeeded()).toList();
  }

  /**
   * The results, in order.
   *
   * @throws TaskFailedException if a task failed; names the first one in the order of the job list
   */
  public List<@Nullable T> results() {
    return outcomes.stream().<@Nullable T>map(Outcome::get).toList();
  }
}
