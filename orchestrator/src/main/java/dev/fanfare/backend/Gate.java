package dev.fanfare.backend;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets so many asynchronous calls be under way at once; others wait in line, without a thread each. Thread-safe. */
final class Gate<R> {

  private record Waiting<R>(CompletableFuture<R> result, Supplier<CompletableFuture<R>> call) {}

  private final int width;

  // Guarded by this object's lock.
  private final Deque<Waiting<R>> line = new ArrayDeque<>();
  private int free;

  Gate(int width) {
    this.width = width;
    this.free = width;
  }

  /** Makes the call when there is room for it. */
  CompletableFuture<R> pass(Supplier<CompletableFuture<R>> call) {
    CompletableFuture<R> result = new CompletableFuture<>();
    synchronized (this) {
      line.add(new Waiting<>(result, call));
    }
    admit();
    return result;
  }

  /** Cancels the calls that wait; those under way go on. */
  void drop() {
    Waiting<R> waiting = poll();
    while (waiting != null) {
      waiting.result().cancel(/* mayInterruptIfRunning= */ false);
      waiting = poll();
    }
  }

  /** Whether no call is under way. */
  synchronized boolean idle() {
    return free == width;
  }

  private synchronized @Nullable Waiting<R> poll() {
    return line.poll();
  }

  private synchronized @Nullable Waiting<R> take() {
    if (free == 0 || line.isEmpty()) {
      return null;
    }
    free--;
    return line.poll();
  }

  private void admit() {
    Waiting<R> next = take();
    while (next != null) {
      start(next);
      next = take();
    }
  }

  // Called without the lock: a call may complete at once and come back in here.
  private void start(Waiting<R> waiting) {
    CompletableFuture<R> call;
    try {
      call = waiting.call().get();
    } catch (RuntimeException e) {
      call = CompletableFuture.failedFuture(e);
    }
    call.whenComplete((value, error) -> {
      leave();
      if (error == null) {
        waiting.result().complete(value);
      } else {
        waiting.result().completeExceptionally(error);
      }
    });
  }

  // The next call starts before anybody looks at this one's result, so that no worker waits for the
  // orchestrator.
  private void leave() {
    synchronized (this) {
      free++;
    }
    admit();
  }
}
