package dev.fanfare.store;

import dev.fanfare.kernel.FanfareException;
import org.jspecify.annotations.Nullable;

/** The store refuses, cannot be reached, or is full. */
public class StoreException extends FanfareException {

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
