package dev.fanfare.dump;

import dev.fanfare.kernel.FanfareException;
import org.jspecify.annotations.Nullable;

/** A dump cannot be written, read or mapped. The message names it and says why. */
public final class DumpException extends FanfareException {

  public DumpException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
