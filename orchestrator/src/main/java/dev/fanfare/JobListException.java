package dev.fanfare;

import dev.fanfare.kernel.FanfareException;
import org.jspecify.annotations.Nullable;

/** A job list cannot be used. The message names the file and, if a line is invalid, its number. */
public final class JobListException extends FanfareException {

  private final long line;

  public JobListException(String message, long line, @Nullable Throwable cause) {
    super(message, cause);
    this.line = line;
  }

  /** The line, from 1; 0 if the problem is the file itself. */
  public long line() {
    return line;
  }
}
