package dev.fanfare.local;

/** What can go wrong with a call of a cloud, each of which has been seen to happen on AWS. */
public enum Fault {
  /** The function is throttled: 429, with a reason and how long to wait. */
  THROTTLE,
  /** The service refuses with a status of 500 or more. */
  REFUSE,
  /** An environment takes long to start. */
  SLOW_START,
  /** The worker dies when it is given an invocation, before it has run anything. */
  CRASH_BEFORE,
  /** The worker dies while it runs the batch. */
  CRASH_DURING,
  /** The worker dies after the result was stored, before it has answered. */
  CRASH_AFTER,
  /** The function's time limit is over before the batch is done. */
  TIME_OUT,
  /** The batch was run, and the connection is closed without an answer. */
  LOSE_ANSWER,
  /** The service runs an invocation twice. */
  DELIVER_TWICE,
  /** The answer comes long after the invocation has ended. */
  LATE_ANSWER,
  /** Bytes of a stored object are others than those that were written. */
  CORRUPT_RESULT,
  /** The end of a stored object is missing. */
  TRUNCATE_RESULT,
  /** The store asks to slow down: 503. */
  STORE_503,
  /** A clock is wrong: what was signed by it is refused with 403, what it measures lies in another hour. */
  CLOCK_SKEW
}
