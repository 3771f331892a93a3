package dev.fanfare.dispatch;

import dev.fanfare.backend.BatchResult;
import dev.fanfare.dispatch.Inbox.Ended;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What settles after a run was stopped: the rest of the batch that stopped it, and what other attempts
 * had stored by then. A resume does not compute it again, so the stopped run counts it, too. Used by the
 * coordinator's thread.
 */
final class LateOutcomes {

  /** A stopped backend ends its attempts at once, but a store may not answer. */
  private static final long PATIENCE_SECONDS = 5;

  private final RunListener listener;
  private final Predicate<TaskOutcome> wantsRetry;
  private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();

  /**
   * Starts without attempts.
   *
   * @param wantsRetry whether an outcome makes its task run again, so that it has not settled
   */
  LateOutcomes(RunListener listener, Predicate<TaskOutcome> wantsRetry) {
    this.listener = listener;
    this.wantsRetry = wantsRetry;
  }

  /**
   * Notes an attempt that is under way.
   *
   * @param posted completes once the end of the attempt is in the inbox
   */
  @SuppressWarnings({"FutureReturnValueIgnored", "CollectionUndefinedEquality"
  }) // That very future.
  void expect(CompletableFuture<?> posted) {
    underWay.add(posted);
    posted.whenComplete((result, error) -> underWay.remove(posted));
  }

  /** Waits until all attempts that the backend has aborted have ended, at most five seconds. */
  void await() {
    CompletableFuture<?>[] left = underWay.toArray(CompletableFuture<?>[]::new);
    // Not interruptible: whoever stops the run may interrupt this thread.
    patiently(CompletableFuture.allOf(left).thenApply(done -> true), false).join();
  }

  /**
   * Settles what attempts have returned or stored.
   *
   * @param attempts those that have ended, but were not handled
   * @return how many of them have returned
   */
  int takeIn(List<Ended> attempts) {
    // All at once, because there may be many, and a store that does not answer costs the patience
    // once.
    List<CompletableFuture<Optional<BatchOutcome>>> stored = attempts.stream()
        .map(attempt -> patiently(stored(attempt), Optional.<BatchOutcome>empty()))
        .toList();
    int returned = 0;
    for (int i = 0; i < attempts.size(); i++) {
      Ended attempt = attempts.get(i);
      if (attempt.result() != null) {
        listener.charged(attempt.charge());
        takeIn(attempt, attempt.result());
        returned++;
      } else {
        stored.get(i).join().ifPresent(outcome -> takeIn(attempt, new BatchResult(outcome, null)));
      }
    }
    return returned;
  }

  private CompletableFuture<Optional<BatchOutcome>> stored(Ended attempt) {
    return attempt.result() == null && !attempt.open().settled()
        ? listener.stored(attempt.batch())
        : CompletableFuture.completedFuture(Optional.empty());
  }

  private void takeIn(Ended attempt, BatchResult result) {
    settle(attempt.open(), result.outcome().tasks());
    listener.ended(attempt.with(result).attempt());
  }

  /** Settles those of these tasks that have not settled and need not be tried again. */
  void settle(OpenBatch batch, List<TaskOutcome> outcomes) {
    for (TaskOutcome outcome : outcomes) {
      if (!outcome.provisional() && !wantsRetry.test(outcome)) {
        settle(batch, outcome);
      }
    }
  }

  /** Settles those of these tasks that have not settled; none of them is tried again. */
  void giveUp(OpenBatch batch, List<TaskOutcome> outcomes) {
    outcomes.forEach(outcome -> settle(batch, outcome));
  }

  private void settle(OpenBatch batch, TaskOutcome outcome) {
    Task task = batch.settle(outcome.index());
    if (task != null) {
      listener.settledLate(task, outcome);
    }
  }

  private static <T> CompletableFuture<T> patiently(CompletableFuture<T> future, T otherwise) {
    return future
        .exceptionally(error -> otherwise)
        .completeOnTimeout(otherwise, PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
