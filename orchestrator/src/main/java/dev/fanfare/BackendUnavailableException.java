package dev.fanfare;

import dev.fanfare.kernel.FanfareException;
import org.jspecify.annotations.Nullable;

/** A backend cannot be opened: missing credentials, function or permission. Nothing has run. */
public final class BackendUnavailableException extends FanfareException {

  public BackendUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
