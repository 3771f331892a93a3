package dev.fanfare.wire;

import dev.fanfare.kernel.Delayed;

/**
 * One task of a run.
 *
 * @param index its place in the job list, from 0
 * @param call the kernel call that it is
 * @param digest as {@link TaskDigest#text}; empty if its outcome is not recorded
 */
public record Task(long index, Delayed<?> call, String digest) {

  public Task {
    if (index < 0) {
      throw new IllegalArgumentException("index must not be negative, got: " + index);
    }
  }

  /** A task whose outcome is not recorded. */
  public Task(long index, Delayed<?> call) {
    this(index, call, "");
  }
}
