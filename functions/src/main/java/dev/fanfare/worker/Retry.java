package dev.fanfare.worker;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Set;
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

  private static final long FIRST_MILLIS = 50;
  private static final long MOST_MILLIS = 5_000;

  // 409 means a concurrent conditional write of the same key (Amazon S3 API Reference,
  // "PutObject").
  private static final Set<Integer> TRANSIENT = Set.of(409, 429, 500, 502, 503, 504);

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
        long millis = delayMillis(made, random.getAsDouble());
        if (made == MOST_CALLS || !mayHelp(e) || deadline.remaining().toMillis() <= millis) {
          throw e;
        }
        pause(millis);
      }
    }
  }

  /**
   * The time to wait before the next call, in milliseconds.
   *
   * @param made number of calls made
   * @param random from 0 to 1
   */
  static long delayMillis(int made, double random) {
    long ceiling = Math.min(MOST_MILLIS, FIRST_MILLIS << 2 * Math.min(made - 1, 10));
    return 1 + (long) (random * ceiling);
  }

  private static boolean mayHelp(IOException e) {
    return !(e instanceof RefusedException refused) || TRANSIENT.contains(refused.status());
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
