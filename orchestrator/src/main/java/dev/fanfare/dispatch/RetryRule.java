package dev.fanfare.dispatch;

import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.backend.Timeline;
import java.time.Duration;

/**
 * Decides what to do with a lost batch, depending on the cause. If its tasks may be to blame, it is
 * retried in halves to find the one that causes the loss. If the service is to blame, it is retried
 * unchanged after a pause. Immutable.
 *
 * @param attempts attempts at a single task that kills its worker; one fewer for a task that
 *     exceeds the function's time limit, because each attempt costs the whole limit
 * @param serviceAttempts attempts while the service or the store fails, before the run is stopped
 */
public record RetryRule(int attempts, int serviceAttempts) {

  /** Three attempts at a deadly task; about half a minute for a service to recover. */
  public static final RetryRule DEFAULT = new RetryRule(3, 20);

  /** What to do. */
  sealed interface Next {}

  /** Retry the same tasks. */
  record Again(Duration delay) implements Next {}

  /** Retry the tasks in two batches. */
  record Halves() implements Next {}

  /** Fail its tasks. */
  record GiveUp() implements Next {}

  /** Stop the run, which can be resumed. */
  record Stop() implements Next {}

  public RetryRule {
    if (attempts < 1 || serviceAttempts < 1) {
      throw new IllegalArgumentException("attempts and serviceAttempts must be at least 1, got: "
          + attempts + " and " + serviceAttempts);
    }
  }

  /**
   * Decides.
   *
   * @param tasks number of tasks without an outcome
   * @param repeatable whether each of them may run twice
   * @param losses how often these tasks were lost in a row, including this loss
   * @param random from 0 to 1
   */
  Next next(Reason reason, int tasks, boolean repeatable, int losses, double random) {
    return switch (reason) {
      case ABORTED, REFUSED, NO_WORKER_LIVES -> new Stop();
      case SERVICE, STORE, STORE_REFUSED, RESULT_UNREADABLE ->
        repeatable ? again(reason, losses, random) : new GiveUp();
      case WORKER_TERMINATED, TIMED_OUT, FUNCTION_ERROR ->
        !repeatable ? new GiveUp() : isolate(reason, tasks, losses);
    };
  }

  private Next again(Reason reason, int losses, double random) {
    if (losses < most(reason)) {
      return new Again(Timeline.BACKOFF.delay(losses, random));
    }
    return reason == Reason.RESULT_UNREADABLE ? new GiveUp() : new Stop();
  }

  private int most(Reason reason) {
    return switch (reason) {
      case STORE_REFUSED -> attempts;
      case RESULT_UNREADABLE -> 2 * attempts;
      default -> serviceAttempts;
    };
  }

  private Next isolate(Reason reason, int tasks, int losses) {
    if (tasks > 1) {
      return new Halves();
    }
    int most = reason == Reason.TIMED_OUT ? attempts - 1 : attempts;
    return losses < most ? new Again(Duration.ZERO) : new GiveUp();
  }
}
