package dev.fanfare.cli;

import dev.fanfare.parallel.Parallel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a run when the JVM is told to end, as by Ctrl-C: the run is cancelled, and the JVM waits until
 * the command has said what was done. Tasks that are not done by then have not failed.
 */
final class Shutdown implements AutoCloseable {

  private static final int MOST_SECONDS = 10;

  private final CountDownLatch said = new CountDownLatch(1);
  private final Parallel parallel;
  private final Thread hook = new Thread(this::cancel, "fanfare-shutdown");

  private Shutdown(Parallel parallel) {
    this.parallel = parallel;
  }

  /** Watches until it is closed, which says that the command has said all it has to say. */
  static Shutdown cancels(Parallel parallel) {
    Shutdown shutdown = new Shutdown(parallel);
    Runtime.getRuntime().addShutdownHook(shutdown.hook);
    return shutdown;
  }

  private void cancel() {
    parallel.cancel();
    try {
      if (!said.await(MOST_SECONDS, TimeUnit.SECONDS)) {
        parallel.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the workers, and lets the JVM end if it waits. */
  @Override
  public void close() {
    parallel.close();
    said.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM ends already, and the hook does its work.
    }
  }
}
