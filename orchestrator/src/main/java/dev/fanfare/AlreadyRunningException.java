package dev.fanfare;

import dev.fanfare.kernel.FanfareException;

/** A {@code Parallel} was called while another call of it was still running. */
public final class AlreadyRunningException extends FanfareException {

  public AlreadyRunningException() {
    super("This Parallel instance is already running!");
  }
}
