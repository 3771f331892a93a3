package dev.fanfare.dispatch;

import java.util.Arrays;

/**
 * Decides when a run with a deadline stops dispatching, so that what is under way ends before it. For
 * backends whose batches outlive the run: a session that follows would start the same tasks again, and
 * both would be paid for. Keeps the durations of the latest batches. Not thread-safe.
 *
 * <p>A batch counts as long as the one up to which nine tenths of the work was done, because the work that
 * a deadline cuts is mostly in the long batches, even if they are few. Until the first batch has
 * returned, each worker gets one. So each session makes progress, even if no batch can end in time.
 */
public final class Drain {

  private static final double SHARE_OF_WORK = 0.9;

  private final long[] nanos = new long[512];
  private long returned;

  /** An attempt has ended. One that was lost tells nothing. */
  public void ended(AttemptEnd attempt) {
    if (attempt.result() != null) {
      long most = attempt.answeredNanos() - attempt.createdNanos();
      returned(BatchTime.of(attempt.result()).within(most).nanos());
    }
  }

  /** A batch has kept its worker busy for so long. */
  void returned(long batchNanos) {
    nanos[(int) (returned++ % nanos.length)] = batchNanos;
  }

  /**
   * Whether an attempt that is made now is likely to end in time.
   *
   * @param attempts attempts under way with this one; it waits for those that have no worker yet
   * @param leftNanos time until the deadline
   */
  public boolean allows(int attempts, int workers, long leftNanos) {
    if (returned == 0) {
      return attempts <= workers;
    }
    int waves = (attempts + workers - 1) / workers;
    return waves * longNanos() <= leftNanos;
  }

  private long longNanos() {
    long[] sorted = Arrays.copyOf(nanos, (int) Math.min(returned, nanos.length));
    Arrays.sort(sorted);
    long rest = (long) (SHARE_OF_WORK * Arrays.stream(sorted).sum());
    int place = 0;
    while (place < sorted.length - 1 && rest > sorted[place]) {
      rest -= sorted[place++];
    }
    return sorted[place];
  }
}
