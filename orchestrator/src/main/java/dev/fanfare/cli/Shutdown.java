package dev.fanfare.cli;

import dev.fanfare.parallel.Parallel;

/** Ends a run when the JVM is told to end, as by Ctrl-C: tasks that are not done by then have not failed. */
final class Shutdown implements AutoCloseable {

  private final Thread hook;

  private Shutdown(Thread hook) {
    this.hook = hook;
  }

  /** Watches until it is closed. */
  static Shutdown closes(Parallel parallel) {
    Thread hook = new Thread(parallel::close, "fanfare-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Shutdown(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM ends already, and the hook does its work.
    }
  }
}
