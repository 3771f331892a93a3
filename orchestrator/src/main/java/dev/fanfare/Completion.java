package dev.fanfare;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many successes a run needs and how many failures it tolerates, with the terms of AWS's
 * durable functions and Step Functions. Immutable.
 *
 * @param successes the run ends when this many tasks have returned
 * @param failures the run ends when more tasks than this have failed
 * @param failurePercentage the run ends when a higher percentage of all tasks has failed, 0 to 100;
 *     checked only at the end if the length of the job list is unknown
 * @param halt what happens to running tasks when the run ends before its last task
 */
public record Completion(long successes, long failures, double failurePercentage, Halt halt) {

  private static final long ANY = Long.MAX_VALUE;
  private static final double ANY_SHARE = 100;

  /** How a run ends before its last task, in the words of GNU Parallel's {@code --halt}. */
  public enum Halt {
    /** Running tasks are cancelled; they have no outcome. Those that have ended by then count. */
    NOW,
    /** No more batches are sent. Those that have been sent run to their end, and their outcomes count. */
    SOON
  }

  /** Why a run ended. */
  public enum Reason {
    /** Every task has settled. */
    ALL_COMPLETED,
    /** The required number of tasks have returned; the others were cancelled. */
    MIN_SUCCESSFUL_REACHED,
    /** More tasks have failed than are tolerated; the others were cancelled. */
    FAILURE_TOLERANCE_EXCEEDED,
    /** The run's deadline has passed. */
    DEADLINE_EXCEEDED,
    /** What the run may cost is spent: one more attempt could cost more than is left. */
    BUDGET_SPENT,
    /** The run was cancelled. */
    CANCELLED,
    /** Its process ended without a word. Found in records only; no call ends with it. */
    KILLED,
    /** It was claimed for a resume, but nothing ran. Found in records only; no call ends with it. */
    NOT_RESUMED
  }

  public Completion {
    if (successes < 1) {
      throw new IllegalArgumentException("successes must be at least 1, got: " + successes);
    }
    if (failures < 0) {
      throw new IllegalArgumentException("failures must be 0 or more, got: " + failures);
    }
    if (!(failurePercentage >= 0 && failurePercentage <= 100)) {
      throw new IllegalArgumentException(
          "failurePercentage must be from 0 to 100, got: " + failurePercentage);
    }
  }

  /** Every task runs, even if others fail. */
  public static Completion allCompleted() {
    return new Completion(ANY, ANY, ANY_SHARE, Halt.NOW);
  }

  /** The first failure ends the run. */
  public static Completion allSuccessful() {
    return new Completion(ANY, 0, ANY_SHARE, Halt.NOW);
  }

  /** The first success ends the run. */
  public static Completion firstSuccessful() {
    return minSuccessful(1);
  }

  /** This many successes end the run. */
  public static Completion minSuccessful(long successes) {
    return new Completion(successes, ANY, ANY_SHARE, Halt.NOW);
  }

  /** This many failures are tolerated; one more ends the run. */
  public static Completion toleratedFailureCount(long failures) {
    return new Completion(ANY, failures, ANY_SHARE, Halt.NOW);
  }

  /** Failures up to this percentage of all tasks are tolerated; more end the run. */
  public static Completion toleratedFailurePercentage(double percentage) {
    return new Completion(ANY, ANY, percentage, Halt.NOW);
  }

  /** The same rule, but what runs when it applies runs to its end. Nothing is tried again after that. */
  public Completion haltSoon() {
    return new Completion(successes, failures, failurePercentage, Halt.SOON);
  }

  /**
   * Decides whether a run ends before its last task.
   *
   * @param length total number of tasks, if known
   */
  public Optional<Reason> decide(long succeeded, long failed, OptionalLong length) {
    if (succeeded >= successes) {
      return Optional.of(Reason.MIN_SUCCESSFUL_REACHED);
    }
    boolean tooMany = failed > failures
        || (length.isPresent() && failed > 0 && isBeyondShare(failed, length.getAsLong()));
    return tooMany ? Optional.of(Reason.FAILURE_TOLERANCE_EXCEEDED) : Optional.empty();
  }

  // Decimal arithmetic, because the percentage is decimal: 323 of 1,000 do not exceed 32.3 %.
  private boolean isBeyondShare(long failed, long length) {
    BigDecimal borne = BigDecimal.valueOf(failurePercentage).multiply(BigDecimal.valueOf(length));
    return BigDecimal.valueOf(failed).movePointRight(2).compareTo(borne) > 0;
  }

  /** The reason for the end of a run whose tasks have all settled. */
  public Reason atEnd(long succeeded, long failed) {
    return decide(succeeded, failed, OptionalLong.of(succeeded + failed))
        .orElse(Reason.ALL_COMPLETED);
  }
}
