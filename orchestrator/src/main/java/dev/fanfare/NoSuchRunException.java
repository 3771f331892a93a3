package dev.fanfare;

import dev.fanfare.kernel.FanfareException;

/** The store has no run of that name, or more than one whose id begins so. */
public final class NoSuchRunException extends FanfareException {

  public NoSuchRunException(String message) {
    super(message);
  }
}
