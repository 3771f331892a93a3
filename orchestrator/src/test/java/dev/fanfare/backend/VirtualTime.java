package dev.fanfare.backend;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;

/**
 * Time that passes only while somebody waits, and then at once. Everything happens on the thread that waits, in the order of its
 * time, so that the same run takes the same course again. A wait that nothing can end is an error, not a hang. Not thread-safe.
 */
public final class VirtualTime implements Timeline {

  private record Due(long atNanos, long sequence, Runnable action) {}

  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::sequence));
  private final SplittableRandom random;
  private final long endNanos;
  private long nowNanos;
  private long sequence;

  /** A clock at 0 that leaves nothing to chance that another one would not. */
  public VirtualTime(Duration most) {
    this(0, most);
  }

  /**
   * A clock at 0.
   *
   * @param seed of what is left to chance
   * @param most what no run takes: one that still waits then waits in vain
   */
  public VirtualTime(long seed, Duration most) {
    this.random = new SplittableRandom(seed);
    this.endNanos = most.toNanos();
  }

  @Override
  public long nanos() {
    return nowNanos;
  }

  @Override
  public void after(Duration delay, Runnable action) {
    afterNanos(delay.toNanos(), action);
  }

  /** Has that done after so many nanoseconds. */
  void afterNanos(long delayNanos, Runnable action) {
    due.add(new Due(nowNanos + Math.max(0, delayNanos), sequence++, action));
  }

  @Override
  public double jitter() {
    return random.nextDouble();
  }

  @Override
  public <E> E take(BlockingQueue<E> queue) {
    E head = queue.poll();
    while (head == null) {
      if (!step()) {
        throw new AssertionError(
            "would wait for ever: nothing is left to happen after " + Duration.ofNanos(nowNanos));
      }
      head = queue.poll();
    }
    return head;
  }

  /** Lets happen what is still to happen. */
  public void drain() {
    while (step()) {
      // On to the next.
    }
  }

  /** Lets happen what happens within that time; it has passed then. */
  public void pass(Duration duration) {
    long untilNanos = nowNanos + duration.toNanos();
    while (!due.isEmpty() && due.peek().atNanos() <= untilNanos) {
      step();
    }
    nowNanos = untilNanos;
  }

  private boolean step() {
    Due next = due.poll();
    if (next == null) {
      return false;
    }
    if (next.atNanos() > endNanos) {
      throw new AssertionError("still at work after " + Duration.ofNanos(endNanos));
    }
    nowNanos = next.atNanos();
    next.action().run();
    return true;
  }
}
