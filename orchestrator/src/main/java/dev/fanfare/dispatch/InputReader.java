package dev.fanfare.dispatch;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An input that is read on a thread of its own, so that one that blocks holds up nothing but itself. It is read as far as the
 * coordinator asks, a slice at a time, and no further; at most one thread reads it at any time. As an iterator it gives what has
 * been read, and never blocks.
 *
 * @param <T> type of an element
 */
final class InputReader<T> implements Iterator<T> {

  /** An input that is ready is waited for, so that a run over it takes the same course each time. */
  private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** An input that is about to give an element is not interrupted. */
  private static final long COURTESY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** An input that does not heed an interrupt by then is left to itself. */
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
   * A reader of that input, which it alone advances.
   *
   * @param executor where it is read: a thread that may block, or the caller's own for an input that does not
   * @param arrived is told when there is what {@link #ready} has said was not there yet
   */
  InputReader(Iterator<? extends T> input, Executor executor, Runnable arrived) {
    this.input = input;
    this.executor = executor;
    this.arrived = arrived;
  }

  /**
   * Whether a slice is there to be taken, or all that will ever come. If not, it is asked for, and waited for a moment.
   *
   * @param limit how many make it complete
   * @param ahead how many more are read then, as each time that the input is asked costs a change of threads
   * @param partial whether some of it will do where the input makes the rest wait
   * @throws InterruptedException if this thread is interrupted
   */
  boolean ready(long limit, long ahead, boolean partial) throws InterruptedException {
    if (asks(limit, ahead)) {
      executor.execute(this::read);
    }
    return await(limit, partial);
  }

  /** Asks for that, and tells whether a thread is to be set to it. */
  private synchronized boolean asks(long limit, long ahead) {
    if (ended || read.size() >= limit) {
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
    // Once only: later there is a call of arrived for it.
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

  // What an input throws reaches the caller as it is, of whatever kind.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable error) throws E {
    throw (E) error;
  }

  /** A second is over: what there is of a slice will do, if the input has given nothing in that time. */
  synchronized void tick() {
    slow = given == givenBefore;
    givenBefore = given;
  }

  private void read() {
    begin(Thread.currentThread());
    try {
      // In this order: hasNext can make a lazy input produce an element that nobody has asked for.
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

  // Decided and acted upon at once: whoever asks for more sets a thread to it, or this one goes on.
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

  /** Whether the end of the input was seen, and all before it was given away. */
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
   * Reads no more. Returns when the input is left, which is interrupted for that if need be; one that
   * does not heed that keeps its thread until it gives an element, which is dropped.
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

  /** Waits for that, and tells whether this thread was interrupted meanwhile. */
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
