package dev.fanfare.parallel;

import dev.fanfare.Completion;
import dev.fanfare.Outcome;
import dev.fanfare.RunCancelledException;
import dev.fanfare.TaskFailedException;
import dev.fanfare.kernel.FanfareException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Passes outcomes from a run's coordinator to a consumer that takes them one by one. The
 * coordinator learns about each one taken and dispatches at most a window ahead, which bounds the
 * queue. One thread consumes.
 */
final class OutcomeStream<T> implements Iterator<Outcome<T>> {

  private sealed interface Signal<T> {}

  private record Next<T>(Outcome<T> outcome) implements Signal<T> {}

  private record End<T>(@Nullable Throwable error) implements Signal<T> {}

  private final BlockingQueue<Signal<T>> queue = new LinkedBlockingQueue<>();
  private final Runnable taken;
  private final Runnable advance;
  private final Runnable over;
  private @Nullable Signal<T> head;

  /**
   * An empty stream.
   *
   * @param taken called for each outcome that is taken
   * @param advance called if an outcome is requested and none is available
   * @param over called after the last outcome
   */
  OutcomeStream(Runnable taken, Runnable advance, Runnable over) {
    this.taken = taken;
    this.advance = advance;
    this.over = over;
  }

  /** Called by the coordinator. */
  void put(Outcome<T> outcome) {
    queue.add(new Next<>(outcome));
  }

  /**
   * Called by the coordinator at the end.
   *
   * @param error thrown to the consumer after the outcomes; null for none
   */
  void end(@Nullable Throwable error) {
    queue.add(new End<>(error));
  }

  /** The outcomes as a lazy, sequential stream. */
  Stream<Outcome<T>> stream() {
    int ordered = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(this, ordered), /* parallel= */ false);
  }

  @Override
  public boolean hasNext() {
    if (head == null) {
      head = await();
      if (head instanceof End<T>) {
        over.run();
      }
    }
    if (head instanceof End<T> end && end.error() != null) {
      throw unchecked(end.error());
    }
    return head instanceof Next<T>;
  }

  private static RuntimeException unchecked(Throwable error) {
    if (error instanceof Error serious) {
      throw serious;
    }
    if (error instanceof TaskFailedException) {
      // The consumer's stack trace is more useful than the coordinator's.
      error.fillInStackTrace();
    }
    return error instanceof RuntimeException known
        ? known
        : new FanfareException("the run ended with a checked exception", error);
  }

  @Override
  public Outcome<T> next() {
    if (!hasNext() || !(head instanceof Next<T> next)) {
      throw new NoSuchElementException();
    }
    head = null;
    taken.run();
    return next.outcome();
  }

  private Signal<T> await() {
    try {
      if (queue.isEmpty()) {
        advance.run();
      }
      return queue.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunCancelledException(Completion.Reason.CANCELLED);
    }
  }
}
