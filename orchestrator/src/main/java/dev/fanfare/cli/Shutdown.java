package dev.fanfare.cli;

import dev.fanfare.backend.BatchLostException;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.parallel.Parallel;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jline.utils.Signals;

/**
 * Ends a run when the JVM is told to end, as by Ctrl-C: the run is cancelled, and the JVM waits until
 * the command has said what was done. Tasks that are not done by then have not failed. A second Ctrl-C
 * ends the JVM at once.
 */
final class Shutdown implements AutoCloseable {

  private static final int TICKS_PER_SECOND = 10;
  private static final int MOST_TICKS = 10 * TICKS_PER_SECOND;

  private static final Set<Shutdown> UNDER_WAY = new LinkedHashSet<>();

  // Guarded by UNDER_WAY, as what is in there.
  private static boolean begun;

  private final CountDownLatch said = new CountDownLatch(1);
  private final Parallel parallel;
  private final PrintWriter err;
  private final UnaryOperator<String> howToGoOn;

  private Shutdown(Parallel parallel, PrintWriter err, UnaryOperator<String> howToGoOn) {
    this.parallel = parallel;
    this.err = err;
    this.howToGoOn = howToGoOn;
  }

  /**
   * Watches until it is closed, which says that the command has said all it has to say.
   *
   * @param howToGoOn what to tell of a run with that id that has not come to its end; empty: nothing
   * @throws CancellationException if the JVM is ending
   */
  static Shutdown cancels(Parallel parallel, PrintWriter err, UnaryOperator<String> howToGoOn) {
    Shutdown shutdown = new Shutdown(parallel, err, howToGoOn);
    synchronized (UNDER_WAY) {
      if (begun) {
        throw new CancellationException();
      }
      UNDER_WAY.add(shutdown);
    }
    return shutdown;
  }

  /** Whether the JVM is ending. */
  static boolean hasBegun() {
    synchronized (UNDER_WAY) {
      return begun;
    }
  }

  /**
   * Ends what is under way, and lets nothing more begin.
   *
   * @param hopeless whether the command will never say anything
   */
  static void endAll(BooleanSupplier hopeless) {
    List<Shutdown> all;
    synchronized (UNDER_WAY) {
      begun = true;
      all = List.copyOf(UNDER_WAY);
    }
    all.forEach(shutdown -> shutdown.end(hopeless));
  }

  private void end(BooleanSupplier hopeless) {
    Signals.register("INT", this::halt);
    try {
      boolean ended = false;
      for (int tick = 1; tick <= MOST_TICKS && !ended && !hopeless.getAsBoolean(); tick++) {
        // Each time again: the run may only begin now.
        parallel.cancel();
        ended = said.await(1000 / TICKS_PER_SECOND, TimeUnit.MILLISECONDS);
        if (tick == TICKS_PER_SECOND && !ended) {
          if (parallel.runId().isEmpty()) {
            err.println("interrupted: nothing has run");
            return;
          }
          err.println("waiting for what is under way; Ctrl-C ends it at once");
        }
      }
      if (!ended) {
        err.println("ended without what is under way" + hint());
        parallel.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // Workers see that they are alone, and end too.
  private void halt() {
    err.println("ended at once" + hint());
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }

  private String hint() {
    return parallel
        .runId()
        .map(howToGoOn)
        .filter(hint -> !hint.isEmpty())
        .map(hint -> System.lineSeparator() + hint)
        .orElse("");
  }

  /**
   * What has ended the run, in words for its user, with what can be done about it.
   *
   * @param e a RuntimeException, or memory that has run out
   */
  RuntimeException explained(Throwable e) {
    if (e instanceof OutOfMemoryError memory) {
      return new FanfareException(ExitCode.outOfMemory(memory) + hint(), e);
    }
    boolean aborted = e instanceof BatchLostException lost
        && lost.reason() == BatchLostException.Reason.ABORTED
        && hasBegun();
    boolean told = (e instanceof FanfareException || e instanceof UncheckedIOException) && !aborted;
    if (told && !ExitCode.isBadInput(e)) {
      return new FanfareException(e.getMessage() + hint(), e);
    }
    if (!told && hasBegun()) {
      // A JVM that is ending lets nothing be started.
      return new FanfareException("interrupted" + hint(), e);
    }
    return (RuntimeException) e;
  }

  /** Stops the workers, and lets the JVM end if it waits. */
  @Override
  public void close() {
    parallel.close();
    said.countDown();
    synchronized (UNDER_WAY) {
      UNDER_WAY.remove(this);
    }
  }
}
