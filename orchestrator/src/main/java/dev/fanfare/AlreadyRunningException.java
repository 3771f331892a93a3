package dev.fanfare;

import dev.fanfare.kernel.FanfareException;
import dev.fanfare.parallel.Parallel;

/** A {@link Parallel} was called while a call of it was not over yet. */
public final class AlreadyRunningException extends FanfareException {

  public AlreadyRunningException() {
    super("This Parallel instance is already running!");
  }
}
