package dev.fanfare.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Input does not conform to the wire format. The message says what was expected and where. It is
 * shortened, because it can quote untrusted input.
 */
public final class MalformedMessageException extends FanfareException {

  private static final int MOST_CHARACTERS = 1_000;

  /**
   * Creates the exception.
   *
   * @throws OutOfMemoryError if that is the cause
   */
  public MalformedMessageException(String message, @Nullable Throwable cause) {
    super(Excerpt.of(message, MOST_CHARACTERS), checked(cause));
  }

  /** The JSON library reports an OutOfMemoryError as a syntax error. Rethrows it as what it is. */
  private static @Nullable Throwable checked(@Nullable Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof OutOfMemoryError memory) {
        throw memory;
      }
    }
    return cause;
  }
}
