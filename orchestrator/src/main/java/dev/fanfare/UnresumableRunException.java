package dev.fanfare;

import dev.fanfare.kernel.FanfareException;

/** A recorded run cannot go on as asked: it is under way, its job list is another one, or is not known to its end. */
public final class UnresumableRunException extends FanfareException {

  public UnresumableRunException(String message) {
    super(message);
  }
}
