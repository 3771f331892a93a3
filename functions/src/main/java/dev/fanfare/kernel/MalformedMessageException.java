package dev.fanfare.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Something that was read is not what the wire's format says. The message tells what was expected, and where; it is cut, for it can
 * quote what a stranger wrote.
 */
public final class MalformedMessageException extends FanfareException {

  private static final int MOST_CHARACTERS = 1_000;

  /**
   * One with that message.
   *
   * @throws OutOfMemoryError if that is what has caused it
   */
  public MalformedMessageException(String message, @Nullable Throwable cause) {
    super(cut(message), checked(cause));
  }

  /** The JSON library takes memory that has run out for a mistake in what it reads. That is thrown on as what it is. */
  private static @Nullable Throwable checked(@Nullable Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof OutOfMemoryError memory) {
        throw memory;
      }
    }
    return cause;
  }

  private static String cut(String message) {
    return message.length() > MOST_CHARACTERS
        ? message.substring(0, MOST_CHARACTERS) + "..."
        : message;
  }
}
