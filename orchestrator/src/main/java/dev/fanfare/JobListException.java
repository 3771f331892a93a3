package dev.fanfare;

import dev.fanfare.kernel.FanfareException;
import org.jspecify.annotations.Nullable;

/** A job list cannot be used. The message names the file, and the line where one line is to blame. */
public final class JobListException extends FanfareException {

  private final long line;

  public JobListException(String message, long line, @Nullable Throwable cause) {
    super(message, cause);
    this.line = line;
  }

  /** The line, from 1; 0 where it is the file itself. */
  public long line() {
    return line;
  }
}
