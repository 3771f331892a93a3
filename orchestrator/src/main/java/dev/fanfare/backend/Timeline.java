package dev.fanfare.backend;

import dev.fanfare.worker.Backoff;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Time as a run sees it: what the clock says, what is to happen later, and waiting. Tests replace it by a virtual one. Thread-safe.
 */
public interface Timeline {

  /** Waits between calls to a service. */
  Backoff BACKOFF = new Backoff(20, 5_000, 2);

  /** This machine's own. */
  @SuppressWarnings("ClassInitializationDeadlock") // Only this line makes a RealTime.
  Timeline REAL = new RealTime();

  /** Time in nanoseconds, monotonic, from an origin of its own. */
  long nanos();

  /** Has that done after that time; on a thread that must not be held up. */
  void after(Duration delay, Runnable action);

  /** A random share from 0 to 1, of waits that must not happen in step. */
  default double jitter() {
    return ThreadLocalRandom.current().nextDouble();
  }

  /** Waits for the next element of a queue, which others fill. */
  <E> E take(BlockingQueue<E> queue) throws InterruptedException;
}
