package dev.fanfare.kernel;

import java.util.Arrays;

/** A task exceeded its timeout and was stopped. The stack trace tells what it was doing then. */
public final class TaskTimeoutException extends FanfareException {

  public TaskTimeoutException(String message) {
    super(message);
  }

  /**
   * Creates an exception with the stack of the task's thread.
   *
   * @param stack from {@link Thread#getStackTrace}, when the task was stopped
   */
  public TaskTimeoutException(String message, StackTraceElement[] stack) {
    super(message);
    setStackTrace(
        Arrays.stream(stack).map(TaskTimeoutException::plain).toArray(StackTraceElement[]::new));
  }

  // As exceptions show frames, without class loaders and the JDK's version.
  private static StackTraceElement plain(StackTraceElement frame) {
    return new StackTraceElement(
        null,
        frame.getModuleName(),
        null,
        frame.getClassName(),
        frame.getMethodName(),
        frame.getFileName(),
        frame.getLineNumber());
  }
}
