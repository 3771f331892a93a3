package dev.fanfare.local;

import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to go wrong with a call: one fault at the most.
 *
 * @param fault which, or null: none
 * @param amount how early or late in the invocation, from 0 to 1
 */
record Misfortune(@Nullable Fault fault, double amount) {

  static final Misfortune NONE = new Misfortune(null, 0);

  /** A worker that is to die or to be late does so within so much time. */
  private static final long MOST_MILLIS = 20;

  /** By plan. */
  static Misfortune of(FaultPlan plan, long call) {
    return plan.ofInvocation(call)
        .map(fault -> new Misfortune(fault, plan.amount(fault, call)))
        .orElse(NONE);
  }

  boolean is(Fault kind) {
    return fault == kind;
  }

  /** When in the invocation it is to happen. */
  long millis() {
    return (long) (amount * MOST_MILLIS);
  }

  /** What the service answers without running anything, where that is what goes wrong. */
  Optional<Answer> refusal() {
    if (is(Fault.THROTTLE)) {
      return Optional.of(Answer.throttled("ReservedFunctionConcurrentInvocationLimitExceeded"));
    }
    if (is(Fault.REFUSE)) {
      return Optional.of(
          amount < 0.5
              ? Answer.error(500, "ServiceException", "Service is unavailable.")
              : Answer.error(
                  502, "EC2UnexpectedException", "unexpected error while the function was set up"));
    }
    return is(Fault.CLOCK_SKEW) ? Optional.of(skewed()) : Optional.empty();
  }

  private static Answer skewed() {
    return Answer.error(
        403,
        "RequestTimeTooSkewed",
        "The difference between the request time and the current time is too large.",
        Map.of(),
        new JsonObject());
  }
}
