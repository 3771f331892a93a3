package dev.fanfare.backend;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A function's time limit for an invocation, and what to do about tasks that take longer. Immutable.
 *
 * @param value the limit
 */
public record TimeLimit(Duration value) {

  /**
   * The maximum, except for queued invocations of functions on Lambda Managed Instances (AWS Lambda
   * Developer Guide, "Lambda quotas").
   */
  static final Duration USUAL_MOST = Duration.ofMinutes(15);

  /** The maximum for those. */
  static final Duration MOST_ON_INSTANCES = Duration.ofMinutes(90);

  /** The maximum age of a queued invocation in the project's template. */
  private static final Duration USUALLY_QUEUED = Duration.ofMinutes(5);

  /** Whether only queued invocations, on instances, may take that long. */
  boolean isLong() {
    return value.compareTo(USUAL_MOST) > 0;
  }

  /**
   * How long an invocation may be in Lambda's queue. On instances, it may have to wait until another
   * one ends.
   */
  Duration mostQueued() {
    return isLong() ? value : USUALLY_QUEUED;
  }

  /** The limit in seconds. */
  public String seconds() {
    long millis = value.toMillis();
    return (millis % 1000 == 0 ? String.valueOf(millis / 1000) : String.valueOf(millis / 1e3))
        + " s";
  }

  /** A warning if credentials expire before an invocation that begins now may end. */
  Optional<String> warning(Instant now, Instant expiry) {
    // The URLs are signed before the invocation waits for an instance.
    Duration most = isLong() ? value.plus(mostQueued()) : value;
    return now.plus(most).isAfter(expiry)
        ? Optional.of("the credentials expire at " + expiry.truncatedTo(ChronoUnit.SECONDS)
            + ", and with them the URLs of results, but an invocation may take " + most.toSeconds()
            + " s: use credentials that last longer")
        : Optional.empty();
  }

  /** What to do about a task that takes longer. */
  public String advice() {
    Duration most = isLong() ? MOST_ON_INSTANCES : USUAL_MOST;
    if (value.compareTo(most) < 0) {
      return "raise the function's timeout (at most " + most.toSeconds() + " s)";
    }
    return "that is Lambda's maximum; split the task, "
        + (isLong()
            ? "or"
            : "run it on a long worker (up to " + MOST_ON_INSTANCES.toSeconds() + " s), or")
        + " run it with --backend processes, which has no limit";
  }
}
