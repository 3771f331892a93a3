package dev.fanfare.backend;

import dev.fanfare.store.Await;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of concurrent asynchronous calls to its window; other calls wait in a queue,
 * without a thread each. A call that fails with {@link ThrottledException} narrows the window and
 * is retried later without limit, so throttling slows a run down but never fails it. Thread-safe.
 */
final class Gate<R> {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  /** A queued call, and how often it was throttled. */
  private static final class Waiting<R> {
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private final Supplier<CompletableFuture<R>> call;
    private final LongConsumer delayed;
    private int throttled;
    private long throttledAtNanos;
    private long startedInEpoch;

    private Waiting(Supplier<CompletableFuture<R>> call, LongConsumer delayed) {
      this.call = call;
      this.delayed = delayed;
    }
  }

  private final Timeline timeline;

  // Guarded by this object's lock. Each narrowing starts a new epoch; throttled calls of earlier
  // epochs do not narrow the window again.
  private final Deque<Waiting<R>> line = new ArrayDeque<>();
  private final Set<Waiting<R>> delayed = new HashSet<>();
  private CongestionWindow window;
  private int underWay;
  private long epoch;
  private boolean looking;

  Gate(int width, Timeline timeline) {
    this.timeline = timeline;
    this.window = CongestionWindow.of(width, timeline.nanos());
  }

  /**
   * Makes the call when the window allows it.
   *
   * @param delayed receives how long each throttling has delayed the call, in nanoseconds
   */
  CompletableFuture<R> pass(Supplier<CompletableFuture<R>> call, LongConsumer delayed) {
    Waiting<R> waiting = new Waiting<>(call, delayed);
    synchronized (this) {
      line.add(waiting);
    }
    admit();
    return waiting.result;
  }

  /** Cancels waiting calls; running ones continue. */
  void drop() {
    Set<Waiting<R>> dropped;
    synchronized (this) {
      dropped = new HashSet<>(delayed);
      dropped.addAll(line);
      delayed.clear();
      line.clear();
    }
    dropped.forEach(waiting -> waiting.result.cancel(/* mayInterruptIfRunning= */ false));
  }

  /** Whether no call is running. */
  synchronized boolean idle() {
    return underWay == 0;
  }

  private void admit() {
    Waiting<R> next = take();
    while (next != null) {
      start(next);
      next = take();
    }
  }

  private synchronized @Nullable Waiting<R> take() {
    window = window.at(timeline.nanos());
    if (line.isEmpty() || !window.admits(underWay)) {
      lookLater();
      return null;
    }
    underWay++;
    Waiting<R> next = line.remove();
    next.startedInEpoch = epoch;
    if (next.throttled > 0) {
      next.delayed.accept(timeline.nanos() - next.throttledAtNanos);
    }
    return next;
  }

  // A narrow window grows with time, and nothing else may happen while long calls run.
  private void lookLater() {
    if (!looking && !line.isEmpty() && !window.isWide()) {
      looking = true;
      timeline.after(BETWEEN_LOOKS, this::look);
    }
  }

  private void look() {
    synchronized (this) {
      looking = false;
    }
    admit();
  }

  // Called without the lock, because a call may complete at once and re-enter.
  @SuppressWarnings("FutureReturnValueIgnored") // It ends in ended, which completes the result.
  private void start(Waiting<R> waiting) {
    CompletableFuture<R> call;
    try {
      call = waiting.call.get();
    } catch (Throwable e) {
      // Also after an OutOfMemoryError, so that the slot is always released.
      call = CompletableFuture.failedFuture(e);
    }
    call.whenComplete((value, error) -> ended(waiting, value, error));
  }

  // Start the next call before the result is processed, so that no worker waits for the
  // orchestrator.
  private void ended(Waiting<R> waiting, R value, @Nullable Throwable error) {
    Throwable cause = Await.cause(error);
    if (cause instanceof ThrottledException throttled && !waiting.result.isDone()) {
      delay(waiting, throttled);
      admit();
      return;
    }
    leave(error == null);
    admit();
    if (error == null) {
      waiting.result.complete(value);
    } else {
      waiting.result.completeExceptionally(error);
    }
  }

  private synchronized void leave(boolean passed) {
    underWay--;
    if (passed) {
      window = window.passed(timeline.nanos());
    }
  }

  private void delay(Waiting<R> waiting, ThrottledException throttled) {
    Duration delay;
    synchronized (this) {
      underWay--;
      if (waiting.startedInEpoch == epoch) {
        window = window.throttled(throttled.reason(), timeline.nanos());
        epoch++;
      }
      delayed.add(waiting);
      waiting.throttledAtNanos = timeline.nanos();
      delay = Timeline.BACKOFF.delay(waiting.throttled++, timeline.jitter());
    }
    Duration asked = throttled.retryAfter();
    timeline.after(asked.compareTo(delay) > 0 ? asked : delay, () -> resume(waiting));
  }

  private void resume(Waiting<R> waiting) {
    synchronized (this) {
      if (!delayed.remove(waiting)) {
        return;
      }
      line.addFirst(waiting);
    }
    admit();
  }
}
