package dev.fanfare.wire;

import dev.fanfare.kernel.BadRecord;
import dev.fanfare.kernel.Delayed;

/**
 * One task of a run.
 *
 * @param index its place in the job list, from 0
 * @param call the kernel call that it is
 * @param digest as {@link TaskDigest#text}; empty if its outcome is not recorded
 * @param retried whether it may run again if it fails; never true for a {@linkplain BadRecord bad record}
 */
public record Task(long index, Delayed<?> call, String digest, boolean retried) {

  public Task {
    if (index < 0) {
      throw new IllegalArgumentException("index must not be negative, got: " + index);
    }
    retried &= !BadRecord.is(call);
  }

  /** The same, and whether it may run again if it fails. */
  public Task retried(boolean again) {
    return again == retried ? this : new Task(index, call, digest, again);
  }

  /** A task whose outcome is not recorded. */
  public Task(long index, Delayed<?> call) {
    this(index, call, "", false);
  }
}
