package dev.fanfare.dispatch;

import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.backend.Timeline;
import java.time.Duration;

/**
 * What follows the loss of a batch, by its cause. What ends with the batch's own doing is tried again in
 * halves, so that the one task that does it is found; what is the service's doing is tried again as it
 * is, after a while. Immutable.
 *
 * @param attempts tries at one task that its worker does not survive; one fewer at one that does not
 *     end within the time limit, which costs all of that time
 * @param serviceAttempts tries while the service or the store fails, before the run is stopped
 */
public record RetryRule(int attempts, int serviceAttempts) {

  /** Three tries at a deadly task; some half a minute for a service to come back. */
  public static final RetryRule DEFAULT = new RetryRule(3, 20);

  /** What is to be done. */
  sealed interface Next {}

  /** The same tasks again. */
  record Again(Duration delay) implements Next {}

  /** The tasks again, in two batches. */
  record Halves() implements Next {}

  /** Its tasks fail. */
  record GiveUp() implements Next {}

  /** The run ends; what is written can be resumed. */
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
   * @param tasks how many tasks of the batch have no outcome
   * @param repeatable whether each of them may run twice
   * @param losses how many times these tasks were lost in a row, this one included
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
