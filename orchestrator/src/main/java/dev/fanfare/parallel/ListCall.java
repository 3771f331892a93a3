package dev.fanfare.parallel;

import dev.fanfare.Completion;
import dev.fanfare.Completion.Reason;
import dev.fanfare.Outcome;
import dev.fanfare.RunCancelledException;
import dev.fanfare.kernel.Delayed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A call that collects its results in a list, on the calling thread or on a separate one. */
final class ListCall<T extends @Nullable Object> {

  private final Calls calls;
  private final Execution<T> execution;
  private final List<T> results = new ArrayList<>();
  // Completing the future from outside ends the run: by cancel, a timeout, or complete.
  private volatile boolean ended;

  private final InOrder<T> inOrder = new InOrder<>(outcome -> results.add(outcome.get()));

  /** Takes the instance; {@link #run} gives it back. */
  ListCall(Calls calls, Iterable<Delayed<T>> tasks) {
    this.calls = calls;
    this.execution =
        calls.begin(tasks, /* bounded= */ false, Completion.allCompleted(), this::settled);
  }

  // A failure is reported when it happens, not when its turn comes.
  private void settled(Outcome<T> outcome) {
    outcome.get();
    inOrder.accept(outcome);
  }

  /** Runs the call. */
  List<T> run() {
    Reason reason = calls.finish(execution).reason();
    if (reason != Reason.ALL_COMPLETED) {
      throw new RunCancelledException(reason);
    }
    return results;
  }

  /**
   * Runs the call on a separate thread. Cancelling the future ends the run before {@code cancel}
   * returns.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The future itself is the caller's.
  CompletableFuture<List<T>> start() {
    CompletableFuture<List<T>> future = new CompletableFuture<>();
    Coordinator coordinator = new Coordinator("fanfare-call", () -> complete(future));
    future.whenComplete((list, error) -> {
      if (!ended) {
        execution.interrupting();
        execution.stop(Reason.CANCELLED);
        coordinator.interrupt();
      }
      if (future.isCancelled()) {
        coordinator.join();
      }
    });
    coordinator.start();
    return future;
  }

  private void complete(CompletableFuture<List<T>> future) {
    try {
      List<T> list = run();
      ended = true;
      future.complete(list);
    } catch (Throwable t) {
      ended = true;
      future.completeExceptionally(t);
    }
  }
}
