package dev.fanfare.cli;

import dev.fanfare.parallel.Parallel;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;

/**
 * Ends a run when the JVM is told to end, as by Ctrl-C: the run is cancelled, and the JVM waits until
 * the command has said what was done. Tasks that are not done by then have not failed. A second Ctrl-C
 * ends the JVM at once.
 */
final class Shutdown implements AutoCloseable {

  private static final int MOST_SECONDS = 10;

  private final CountDownLatch said = new CountDownLatch(1);
  private final Parallel parallel;
  private final PrintWriter err;
  private final Thread hook = new Thread(this::cancel, "fanfare-shutdown");

  private Shutdown(Parallel parallel, PrintWriter err) {
    this.parallel = parallel;
    this.err = err;
  }

  /** Watches until it is closed, which says that the command has said all it has to say. */
  static Shutdown cancels(Parallel parallel, PrintWriter err) {
    Shutdown shutdown = new Shutdown(parallel, err);
    Runtime.getRuntime().addShutdownHook(shutdown.hook);
    return shutdown;
  }

  private void cancel() {
    Signals.register("INT", this::halt);
    try {
      boolean ended = false;
      for (int second = 0; second < MOST_SECONDS && !ended; second++) {
        // Each time again: the run may only begin now.
        parallel.cancel();
        ended = said.await(1, TimeUnit.SECONDS);
        if (second == 0 && !ended) {
          err.println("waiting for what is under way; Ctrl-C ends it at once");
        }
      }
      if (!ended) {
        err.println("ended without it; what is written down can be resumed");
        parallel.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // Workers see that they are alone, and end too.
  private void halt() {
    err.println("ended at once; what is written down can be resumed");
    Runtime.getRuntime().halt(Fanfare.INTERRUPTED);
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
