package dev.fanfare.backend;

import dev.fanfare.worker.Backoff;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Time as seen by a run: the clock, delayed actions, and waiting. Tests use a virtual one.
 * Thread-safe.
 */
public interface Timeline {

  /** Waits between calls to a service. */
  Backoff BACKOFF = new Backoff(20, 5_000, 2);

  /** This machine's own. */
  @SuppressWarnings("ClassInitializationDeadlock") // Only this line makes a RealTime.
  Timeline REAL = new RealTime();

  /** Monotonic time in nanoseconds from an arbitrary origin. */
  long nanos();

  /** Runs an action after a delay, on a thread that it must not block. */
  void after(Duration delay, Runnable action);

  /** A random number from 0 to 1, for jitter. */
  default double jitter() {
    return ThreadLocalRandom.current().nextDouble();
  }

  /**
   * Makes a call again, after a delay that doubles with each.
   *
   * @param before how many calls were made before it
   */
  @SuppressWarnings("FutureReturnValueIgnored") // It completes the result.
  default <T> CompletableFuture<T> retry(int before, Supplier<CompletableFuture<T>> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    after(
        BACKOFF.delay(before, jitter()),
        () -> call.get().whenComplete((value, error) -> {
          if (error == null) {
            result.complete(value);
          } else {
            result.completeExceptionally(error);
          }
        }));
    return result;
  }

  /** Waits for the next element of a queue. */
  <E> E take(BlockingQueue<E> queue) throws InterruptedException;
}
