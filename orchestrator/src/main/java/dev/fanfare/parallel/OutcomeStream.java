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
 * Hands outcomes from a run's coordinator to a consumer that takes them one by one. The coordinator
 * is told of each that is taken, and dispatches no further ahead than its window: that bounds what
 * lies here. One thread consumes.
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
   * @param taken is told of each outcome that is taken
   * @param advance is called where one is wanted and none is there yet
   * @param over is told that there are no more
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
   * Called by the coordinator, last of all.
   *
   * @param error what the consumer gets after the outcomes; null: nothing
   */
  void end(@Nullable Throwable error) {
    queue.add(new End<>(error));
  }

  /** As a stream, lazy and sequential. */
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
      // The consumer's stack tells a reader more than the coordinator's does.
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
