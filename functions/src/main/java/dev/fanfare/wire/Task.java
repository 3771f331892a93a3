package dev.fanfare.wire;

import dev.fanfare.kernel.Delayed;

/**
 * One task of a run.
 *
 * @param index its place in the job list, from 0
 * @param call the kernel call that it is
 */
public record Task(long index, Delayed<?> call) {

  public Task {
    if (index < 0) {
      throw new IllegalArgumentException("index must not be negative, got: " + index);
    }
  }
}
