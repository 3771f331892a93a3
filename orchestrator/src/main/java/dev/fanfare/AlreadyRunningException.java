package dev.fanfare;

import dev.fanfare.kernel.FanfareException;
import dev.fanfare.parallel.Parallel;

/** A {@link Parallel} was called while another call of it was still running. */
public final class AlreadyRunningException extends FanfareException {

  public AlreadyRunningException() {
    super("This Parallel instance is already running!");
  }
}
