package dev.fanfare.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Something that was read is not what the wire's format says. The message tells what was expected, and where; it is cut, for it can
 * quote what a stranger wrote.
 */
public final class MalformedMessageException extends FanfareException {

  private static final int MOST_CHARACTERS = 1_000;

  public MalformedMessageException(String message, @Nullable Throwable cause) {
    super(cut(message), cause);
  }

  private static String cut(String message) {
    return message.length() > MOST_CHARACTERS
        ? message.substring(0, MOST_CHARACTERS) + "..."
        : message;
  }
}
