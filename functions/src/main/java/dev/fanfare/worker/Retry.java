package dev.fanfare.worker;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.DoubleSupplier;

/**
 * Makes a call to the store again where that may help: its answer was lost, or it was busy. Each wait is longer than the one
 * before, with full jitter, and none goes beyond the invocation's end.
 *
 * @param deadline when the invocation ends
 * @param random from 0 to 1
 */
record Retry(Deadline deadline, Sleeper sleeper, DoubleSupplier random) {

  /** Calls that are made, the first one included. */
  static final int MOST_CALLS = 5;

  static final Backoff BACKOFF = new Backoff(50, 5_000, 4);

  /** Waits. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(long millis) throws InterruptedException;
  }

  /** A call to the store. */
  @FunctionalInterface
  interface Call<R> {
    R make() throws IOException;
  }

  /**
   * What the call returns.
   *
   * @throws IOException the last call's, or the first one's that another call cannot help
   */
  <R> R call(Call<R> call) throws IOException {
    for (int made = 1; ; made++) {
      try {
        return call.make();
      } catch (IOException e) {
        long millis = BACKOFF.delay(made - 1, random.getAsDouble()).toMillis();
        if (made == MOST_CALLS || !mayHelp(e) || deadline.remaining().toMillis() <= millis) {
          throw e;
        }
        pause(millis);
      }
    }
  }

  private static boolean mayHelp(IOException e) {
    return !(e instanceof RefusedException refused)
        || (refused.status() >= 400 && !HttpStatus.isFinal(refused.status()));
  }

  private void pause(long millis) throws InterruptedIOException {
    try {
      sleeper.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted between two calls to the store");
    }
  }
}
