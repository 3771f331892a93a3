package dev.fanfare;

import dev.fanfare.kernel.FanfareException;

/** The store has no run with that id, or several whose ids start with it. */
public final class NoSuchRunException extends FanfareException {

  public NoSuchRunException(String message) {
    super(message);
  }
}
