package dev.fanfare.worker;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.util.function.DoubleSupplier;

/**
 * Retries calls to the store if the answer was lost or the store was busy. Waits longer each time,
 * with full jitter, but not beyond the invocation's end.
 *
 * @param deadline end of the invocation
 * @param random from 0 to 1
 */
record Retry(Deadline deadline, Sleeper sleeper, DoubleSupplier random) {

  /** Maximum number of calls, including the first one. */
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
   * Makes the call and returns its result.
   *
   * @throws IOException from the last call, or from the first one that must not be retried
   */
  <R> R call(Call<R> call) throws IOException {
    for (int made = 1; ; made++) {
      try {
        return call.make();
      } catch (IOException e) {
        pause(made, e);
      }
    }
  }

  // A redirect is not followed, and a store that has not implemented PUT will not do so meanwhile.
  private static boolean mayHelp(IOException e) {
    return !(e instanceof RefusedException refused)
        || (refused.status() >= 400
            && refused.status() != HttpURLConnection.HTTP_NOT_IMPLEMENTED
            && !HttpStatus.isFinal(refused.status()));
  }

  /** Waits after a failed call, or throws its error if it must not be retried. */
  private void pause(int made, IOException e) throws IOException {
    long millis = BACKOFF.delay(made - 1, random.getAsDouble()).toMillis();
    if (made == MOST_CALLS || !mayHelp(e) || deadline.remaining().toMillis() <= millis) {
      throw e;
    }
    sleep(millis);
  }

  private void sleep(long millis) throws InterruptedIOException {
    try {
      sleeper.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted between two calls to the store");
    }
  }
}
