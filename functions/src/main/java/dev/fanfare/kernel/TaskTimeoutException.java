package dev.fanfare.kernel;

/** A task exceeded its timeout and was stopped. */
public final class TaskTimeoutException extends FanfareException {

  public TaskTimeoutException(String message) {
    super(message);
  }
}
