package dev.fanfare.page;

import dev.fanfare.report.Attempt;

/**
 * An attempt on the time axis of its run. All times in microseconds.
 *
 * @param attempt the attempt
 * @param created when it was made
 * @param shift what must be added to its worker's clock
 */
record PlacedAttempt(Attempt attempt, long created, long shift) {

  /** When it was sent to a worker. */
  long sent() {
    return created + attempt.throttledMicros();
  }

  /** When its outcome was there, or its loss was known. */
  long answered() {
    return created + attempt.answeredMicros();
  }

  /** When that task started. */
  long start(int place) {
    return created + attempt.tasks().startMicros()[place] + shift;
  }

  /** When that task ended. */
  long end(int place) {
    return start(place) + attempt.tasks().wallNanos()[place] / 1_000;
  }

  /** When its first task started; when it was answered if there was none. */
  long firstStart() {
    long first = answered();
    for (int i = 0; i < attempt.tasks().size(); i++) {
      first = Math.min(first, start(i));
    }
    return Math.max(sent(), first);
  }
}
