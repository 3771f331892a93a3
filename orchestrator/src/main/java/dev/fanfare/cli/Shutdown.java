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
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jline.utils.Signals;

/**
 * Ends a run when the JVM shuts down, for example after Ctrl-C: cancels the run and waits until the
 * command has printed its summary. Unfinished tasks do not count as failed. A second Ctrl-C ends
 * the JVM at once.
 */
final class Shutdown implements AutoCloseable {

  private static final int TICKS_PER_SECOND = 10;
  private static final int MOST_TICKS = 10 * TICKS_PER_SECOND;

  private static final Set<Shutdown> UNDER_WAY = new LinkedHashSet<>();

  // Guarded by UNDER_WAY, like its elements.
  private static boolean begun;
  private static boolean readsJobs;
  private static boolean toldThatNothingRan;

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
   * Watches for shutdown until it is closed, when the command has printed everything.
   *
   * @param howToGoOn the hint to print for an unfinished run with that id; empty for none
   * @throws CancellationException if the JVM is shutting down
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

  /** Reads a job list. If the JVM shuts down meanwhile, the user is told that nothing has run. */
  static <T> T whileJobsAreRead(Supplier<T> read) {
    setReadsJobs(true);
    try {
      return read.get();
    } finally {
      setReadsJobs(false);
    }
  }

  private static void setReadsJobs(boolean reads) {
    synchronized (UNDER_WAY) {
      readsJobs = reads;
    }
  }

  /** Prints, at most once, that the command was interrupted before anything ran. */
  static void tellThatNothingRan(Consumer<String> err) {
    boolean told;
    synchronized (UNDER_WAY) {
      told = toldThatNothingRan;
      toldThatNothingRan = true;
    }
    if (!told) {
      err.accept("interrupted: nothing has run");
    }
  }

  /** Whether the JVM is shutting down. */
  static boolean hasBegun() {
    synchronized (UNDER_WAY) {
      return begun;
    }
  }

  /**
   * Ends everything that is running, and prevents new runs.
   *
   * @param hopeless whether the command will never print its summary
   */
  static void endAll(BooleanSupplier hopeless) {
    List<Shutdown> all;
    boolean reading;
    synchronized (UNDER_WAY) {
      begun = true;
      all = List.copyOf(UNDER_WAY);
      reading = readsJobs;
    }
    if (reading) {
      tellThatNothingRan(System.err::println);
    }
    all.forEach(shutdown -> shutdown.end(hopeless));
  }

  private void end(BooleanSupplier hopeless) {
    Signals.register("INT", this::halt);
    try {
      boolean ended = false;
      for (int tick = 1; tick <= MOST_TICKS && !ended && !hopeless.getAsBoolean(); tick++) {
        // Repeatedly, because the run may not have started yet; all, because a command with several
        // runs one after another.
        cancelAll();
        ended = said.await(1000 / TICKS_PER_SECOND, TimeUnit.MILLISECONDS);
        if (tick == TICKS_PER_SECOND && !ended) {
          if (parallel.runId().isEmpty()) {
            tellThatNothingRan(err::println);
            return;
          }
          err.println("waiting for running tasks; press Ctrl-C again to stop now");
        }
      }
      if (!ended) {
        err.println("stopped although tasks are still running" + hint());
        parallel.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void cancelAll() {
    List<Shutdown> all;
    synchronized (UNDER_WAY) {
      all = List.copyOf(UNDER_WAY);
    }
    all.forEach(shutdown -> shutdown.parallel.cancel());
  }

  // Workers end by themselves when their parent process has ended.
  private void halt() {
    err.println("stopped" + hint());
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
   * Explains to the user what ended the run and how to continue.
   *
   * @param e a RuntimeException or an OutOfMemoryError
   */
  RuntimeException explained(Throwable e) {
    if (e instanceof OutOfMemoryError memory) {
      return new FanfareException(ExitCode.outOfMemory(memory) + hint(), e);
    }
    boolean told = isTold(e);
    if (e instanceof ClosedPipeException closed) {
      return closed;
    }
    if (told && !ExitCode.isBadInput(e) && !hint().isEmpty()) {
      return new FanfareException(e.getMessage() + hint(), e);
    }
    if (!told && hasBegun()) {
      // Nothing can be started while the JVM is shutting down.
      return new FanfareException("interrupted" + hint(), e);
    }
    return (RuntimeException) e;
  }

  private static boolean isTold(Throwable e) {
    boolean aborted = e instanceof BatchLostException lost
        && lost.reason() == BatchLostException.Reason.ABORTED
        && hasBegun();
    return !aborted && (e instanceof FanfareException || e instanceof UncheckedIOException);
  }

  /** Stops the workers, and lets a waiting JVM end. */
  @Override
  public void close() {
    parallel.close();
    said.countDown();
    synchronized (UNDER_WAY) {
      UNDER_WAY.remove(this);
    }
  }
}
