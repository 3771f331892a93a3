package dev.fanfare.wire;

import dev.fanfare.kernel.FanfareException;
import org.jspecify.annotations.Nullable;

/** Something that was read is not what the wire's format says. The message tells what was expected, and where. */
public final class MalformedMessageException extends FanfareException {

  public MalformedMessageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
