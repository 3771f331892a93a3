package dev.fanfare.kernel;

import org.jspecify.annotations.Nullable;

/** The root of everything that Fanfare throws on purpose. Unchecked; each subclass is an outcome that a caller can act on. */
public class FanfareException extends RuntimeException {

  public FanfareException(String message) {
    super(message);
  }

  public FanfareException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
