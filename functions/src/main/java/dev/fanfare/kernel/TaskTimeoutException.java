package dev.fanfare.kernel;

/** A task ran for longer than it may, and was stopped. */
public final class TaskTimeoutException extends FanfareException {

  public TaskTimeoutException(String message) {
    super(message);
  }
}
