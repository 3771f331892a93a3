package dev.fanfare.kernel;

/**
 * A task that can run only in this JVM, such as a lambda or a method without {@code @Kernel}, was
 * passed to a backend with other processes.
 */
public final class NotAKernelException extends FanfareException {

  NotAKernelException(String what, String rule) {
    super(what + " cannot run in another process: " + rule);
  }
}
