package dev.fanfare.dispatch;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads an input on a separate thread, so that a blocking input delays nothing else. Reads only as
 * far as the coordinator requests, a slice at a time, and on at most one thread at a time. As an
 * iterator, it returns what has been read and never blocks.
 *
 * @param <T> type of an element
 */
final class InputReader<T> implements Iterator<T> {

  /** How long to wait for an input that is ready, so that its runs are reproducible. */
  private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** How long to wait before interrupting the input, which may be about to return an element. */
  private static final long COURTESY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** How long to wait for an interrupted input before abandoning it. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Iterator<? extends T> input;
  private final Executor executor;
  private final Runnable arrived;

  // Guarded by this.
  private final Queue<T> read = new ArrayDeque<>();
  private @Nullable Thread reading;
  private @Nullable Throwable error;
  private boolean underWay;
  private boolean ended;
  private boolean closed;
  private boolean slow;
  private long missing;
  private long given;
  private long givenBefore;
  private long awaited;
  private long waitedFor;

  /**
   * A reader of that input. Nothing else may advance it.
   *
   * @param executor executor that reads it: a thread that may block, or the caller's for an input
   *     that never blocks
   * @param arrived called when a slice is available after {@link #ready} returned false
   */
  InputReader(Iterator<? extends T> input, Executor executor, Runnable arrived) {
    this.input = input;
    this.executor = executor;
    this.arrived = arrived;
  }

  /**
   * Whether a slice, or the rest of the input, is available. If not, requests it and waits briefly.
   *
   * @param limit size of a complete slice
   * @param ahead how many more to read at once, because each request costs a thread switch
   * @param partial whether a partial slice is enough if the input makes the rest wait
   * @throws InterruptedException if this thread is interrupted
   */
  boolean ready(long limit, long ahead, boolean partial) throws InterruptedException {
    if (asks(limit, ahead)) {
      executor.execute(this::read);
    }
    return await(limit, partial);
  }

  /** Requests elements and returns whether a thread must be started to read them. */
  private synchronized boolean asks(long limit, long ahead) {
    // In time, so that the caller need not wait for the rest of a slice.
    if (ended || read.size() >= limit + ahead / 2) {
      return false;
    }
    missing = Math.max(missing, limit - read.size() + ahead);
    boolean idle = !underWay;
    if (idle) {
      slow = false;
      givenBefore = -1;
    }
    underWay = true;
    return idle;
  }

  private synchronized boolean await(long limit, boolean partial) throws InterruptedException {
    // Only once; later, arrived is called.
    long left = awaited == 0 ? MOMENT_NANOS : 0;
    long until = System.nanoTime() + left;
    waitedFor = limit;
    while (underWay && read.size() < limit && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = until - System.nanoTime();
    }
    if (error != null && read.size() < limit) {
      throw InputReader.<RuntimeException>unchecked(error);
    }
    boolean some = (partial || slow) && !read.isEmpty();
    boolean ready = ended || read.size() >= limit || some;
    awaited = ready ? 0 : partial ? 1 : limit;
    return ready;
  }

  // Any throwable of the input reaches the caller unchanged.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable error) throws E {
    throw (E) error;
  }

  /** A second has passed: a partial slice is enough if the input returned nothing in that time. */
  synchronized void tick() {
    slow = given == givenBefore;
    givenBefore = given;
  }

  private void read() {
    begin(Thread.currentThread());
    try {
      // In this order, because hasNext can make a lazy input produce an element too early.
      while (wantsMore()) {
        if (input.hasNext()) {
          add(input.next());
        } else {
          end(null);
        }
      }
    } catch (Throwable t) {
      end(t);
    }
  }

  private synchronized void begin(Thread thread) {
    reading = thread;
  }

  // Decided atomically: either the next request starts a thread, or this one continues.
  private synchronized boolean wantsMore() {
    boolean more = missing > 0 && !closed && !ended;
    if (!more) {
      leave();
    }
    return more;
  }

  private synchronized void add(T element) {
    read.add(element);
    missing--;
    given++;
    if (read.size() == waitedFor) {
      notifyAll();
    }
    if (awaited > 0 && read.size() >= awaited) {
      tell();
    }
  }

  private synchronized void end(@Nullable Throwable thrown) {
    ended = true;
    error = thrown;
    leave();
  }

  private void leave() {
    reading = null;
    underWay = false;
    notifyAll();
    if (awaited > 0 && ended) {
      tell();
    }
  }

  private void tell() {
    awaited = 0;
    arrived.run();
  }

  /** Whether the end of the input was reached and everything before it was returned. */
  synchronized boolean allGiven() {
    return ended && error == null && read.isEmpty();
  }

  @Override
  public synchronized boolean hasNext() {
    return !read.isEmpty();
  }

  @Override
  public synchronized T next() {
    T next = read.poll();
    if (next == null) {
      throw new NoSuchElementException();
    }
    return next;
  }

  /**
   * Stops reading. Waits until the input is no longer being read, interrupting it if necessary. An
   * input that ignores the interrupt keeps its thread until it returns an element, which is
   * dropped.
   */
  void close() {
    boolean interrupted = leaves(COURTESY_NANOS);
    synchronized (this) {
      if (reading != null) {
        reading.interrupt();
      }
    }
    interrupted |= leaves(PATIENCE_NANOS);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for that, and returns whether this thread was interrupted meanwhile. */
  private synchronized boolean leaves(long nanos) {
    closed = true;
    boolean interrupted = false;
    long until = System.nanoTime() + nanos;
    for (long left = nanos; underWay && left > 0; left = until - System.nanoTime()) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }
}
