package dev.fanfare.backend;

import dev.fanfare.store.Await;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of concurrent asynchronous calls to each of several functions with the same
 * code. Calls wait in one queue, without a thread each, for whichever function has room. A call that
 * fails with {@link ThrottledException} narrows that function's window, lets the function rest, and
 * goes back to the head of the queue, without limit: throttling slows a run down but never fails it.
 * Thread-safe.
 */
final class Gate<R> {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  /** A queued call. */
  private static final class Waiting<R> {
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private final IntFunction<CompletableFuture<R>> call;
    private final LongConsumer delayed;
    private boolean throttled;
    private long throttledAtNanos;

    private Waiting(IntFunction<CompletableFuture<R>> call, LongConsumer delayed) {
      this.call = call;
      this.delayed = delayed;
    }
  }

  /** A call that may start in a lane. */
  private record Admitted<R>(Waiting<R> waiting, Lane lane, long epoch) {}

  private final Timeline timeline;

  // Guarded by this object's lock.
  private final List<Lane> lanes = new ArrayList<>();
  private final Deque<Waiting<R>> line = new ArrayDeque<>();
  private boolean looking;

  /**
   * Creates a gate without calls.
   *
   * @param widths maximum number of concurrent calls to each function
   */
  Gate(List<Integer> widths, Timeline timeline) {
    this.timeline = timeline;
    for (int width : widths) {
      lanes.add(new Lane(lanes.size(), width, timeline.nanos()));
    }
  }

  /**
   * Makes the call when a function has room.
   *
   * @param call gets the function's number; again each time it is throttled
   * @param delayed receives how long each throttling has delayed the call, in nanoseconds
   */
  CompletableFuture<R> pass(IntFunction<CompletableFuture<R>> call, LongConsumer delayed) {
    Waiting<R> waiting = new Waiting<>(call, delayed);
    synchronized (this) {
      line.add(waiting);
    }
    admit();
    return waiting.result;
  }

  /** Cancels waiting calls; running ones continue. */
  void drop() {
    List<Waiting<R>> dropped;
    synchronized (this) {
      dropped = List.copyOf(line);
      line.clear();
    }
    dropped.forEach(waiting -> waiting.result.cancel(/* mayInterruptIfRunning= */ false));
  }

  /** Whether no call is running. */
  synchronized boolean idle() {
    return lanes.stream().allMatch(lane -> lane.underWay() == 0);
  }

  /** Whether calls wait because every function has refused the last ones. */
  synchronized boolean isThrottled() {
    long now = timeline.nanos();
    return !line.isEmpty() && lanes.stream().allMatch(lane -> lane.isThrottled(now));
  }

  private void admit() {
    Admitted<R> next = take();
    while (next != null) {
      start(next);
      next = take();
    }
  }

  private synchronized @Nullable Admitted<R> take() {
    if (line.isEmpty()) {
      return null;
    }
    Lane lane = freest();
    if (lane == null) {
      lookLater();
      return null;
    }
    Waiting<R> next = line.remove();
    if (next.throttled) {
      next.throttled = false;
      next.delayed.accept(timeline.nanos() - next.throttledAtNanos);
    }
    return new Admitted<>(next, lane, lane.enter());
  }

  private @Nullable Lane freest() {
    long now = timeline.nanos();
    Lane freest = null;
    for (Lane lane : lanes) {
      if (lane.admits(now) && (freest == null || lane.isFreerThan(freest))) {
        freest = lane;
      }
    }
    return freest;
  }

  // A narrow window grows with time, and nothing else may happen while long calls run.
  private void lookLater() {
    if (!looking && lanes.stream().anyMatch(Lane::grows)) {
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
  private void start(Admitted<R> admitted) {
    CompletableFuture<R> call;
    try {
      call = admitted.waiting().call.apply(admitted.lane().number());
    } catch (Throwable e) {
      // Also after an OutOfMemoryError, so that the slot is always released.
      call = CompletableFuture.failedFuture(e);
    }
    call.whenComplete((value, error) -> ended(admitted, value, error));
  }

  // Start the next call before the result is processed, so that no worker waits for the
  // orchestrator.
  private void ended(Admitted<R> admitted, R value, @Nullable Throwable error) {
    CompletableFuture<R> result = admitted.waiting().result;
    if (Await.cause(error) instanceof ThrottledException throttled && !result.isDone()) {
      timeline.after(returned(admitted, throttled), this::admit);
      admit();
      return;
    }
    synchronized (this) {
      admitted.lane().leave(error == null, timeline.nanos());
    }
    admit();
    if (error == null) {
      result.complete(value);
    } else {
      result.completeExceptionally(error);
    }
  }

  // Back to the head of the queue. Returns how long the function rests.
  private synchronized Duration returned(Admitted<R> admitted, ThrottledException reason) {
    Waiting<R> waiting = admitted.waiting();
    waiting.throttled = true;
    waiting.throttledAtNanos = timeline.nanos();
    line.addFirst(waiting);
    return admitted.lane().throttled(reason, admitted.epoch(), timeline.jitter(), timeline.nanos());
  }
}
