package dev.fanfare.page;

import dev.fanfare.report.Attempt;
import dev.fanfare.report.TaskTimes;
import java.util.Map;

/** Attempts for tests: created at a moment of the first session, with one task. Times in microseconds. */
final class AttemptFixture {

  static final long EPOCH = 1_780_000_000_000_000L;

  private AttemptFixture() {}

  /** Its task starts {@code start} after it was created, by the worker's clock, and takes {@code wall}. */
  static Attempt attempt(
      String worker, long batch, long created, long start, long wall, long answered) {
    return new Attempt(
        batch,
        1,
        EPOCH + created,
        0,
        answered,
        0,
        answered,
        worker,
        1,
        false,
        0,
        0,
        0,
        0,
        0,
        "",
        new TaskTimes(
            new long[] {batch},
            new long[] {start},
            new long[] {wall * 1_000},
            new long[] {wall * 1_000},
            new int[0],
            Map.of(),
            Map.of()));
  }

  /** Was sent after {@code throttled} and lost. */
  static Attempt lost(
      String worker,
      long batch,
      int attempt,
      long created,
      long throttled,
      long answered,
      String loss) {
    return new Attempt(
        batch,
        attempt,
        EPOCH + created,
        throttled,
        answered,
        0,
        answered,
        worker,
        1,
        false,
        0,
        0,
        2.5,
        0,
        0,
        loss,
        TaskTimes.NONE);
  }
}
