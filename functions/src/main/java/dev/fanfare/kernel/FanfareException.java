package dev.fanfare.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The root of all exceptions that Fanfare throws deliberately. Unchecked; each subclass is a case
 * that a caller can handle.
 */
public class FanfareException extends RuntimeException {

  public FanfareException(String message) {
    super(message);
  }

  public FanfareException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
