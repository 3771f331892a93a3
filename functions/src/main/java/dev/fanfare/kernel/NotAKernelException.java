package dev.fanfare.kernel;

/** A task that runs in this JVM alone was given to a backend of other processes: a lambda, or a method without {@code @Kernel}. */
public final class NotAKernelException extends FanfareException {

  NotAKernelException(String what, String rule) {
    super(what + " cannot run in another process: " + rule);
  }
}
