package dev.fanfare;

import dev.fanfare.kernel.FanfareException;

/**
 * A recorded run cannot be resumed: it is still running, or its job list has changed or is
 * incomplete.
 */
public final class UnresumableRunException extends FanfareException {

  public UnresumableRunException(String message) {
    super(message);
  }
}
