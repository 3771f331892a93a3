package dev.fanfare.parallel;

import dev.fanfare.kernel.FanfareException;

/** A {@link Parallel} was called while a call of it was not over yet. */
public final class AlreadyRunningException extends FanfareException {

  AlreadyRunningException() {
    super("This Parallel instance is already running!");
  }
}
