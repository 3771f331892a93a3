package dev.fanfare.backend;

import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.wire.Batch;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Looks into the runs' folders for the results of invocations that Lambda has queued, and whose answers
 * nobody gets. One look a second, however many are waited for. Thread-safe.
 */
final class ResultWatch {

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** What an invocation may lie in Lambda's queue before it is taken for lost. */
  private static final Duration QUEUED = Duration.ofMinutes(5);

  private record Awaited(CompletableFuture<Void> there, long untilNanos) {}

  private final ObjectStore objects;
  private final Duration functionTimeout;
  private final Timeline timeline;

  // Guarded by this: what is waited for by key, and whether a look is on its way.
  private final TreeMap<String, Awaited> awaited = new TreeMap<>();
  private boolean looking;

  ResultWatch(ObjectStore objects, Duration functionTimeout, Timeline timeline) {
    this.objects = objects;
    this.functionTimeout = functionTimeout;
    this.timeline = timeline;
  }

  /** How long a result is waited for. */
  static Duration patience(Duration functionTimeout) {
    return functionTimeout.plus(QUEUED);
  }

  /**
   * Completes when there is a result of that attempt.
   *
   * @return ends exceptionally with a {@link BatchLostException} when none is to be expected any more
   */
  synchronized CompletableFuture<Void> result(Batch batch) {
    String key = new RunFolder(batch.runId()).result(batch);
    long until = timeline.nanos() + patience(functionTimeout).toNanos();
    Awaited one = new Awaited(new CompletableFuture<>(), until);
    awaited.put(key, one);
    lookLater();
    return one.there();
  }

  private synchronized void lookLater() {
    if (!looking && !awaited.isEmpty()) {
      looking = true;
      timeline.after(BETWEEN_LOOKS, this::look);
    }
  }

  // Keys sort by batch number: what lies before the first that is waited for has been seen.
  @SuppressWarnings("FutureReturnValueIgnored") // An error means that nothing was found this time.
  private void look() {
    String first;
    synchronized (this) {
      awaited.values().removeIf(one -> one.there().isDone());
      if (awaited.isEmpty()) {
        looking = false;
        return;
      }
      first = awaited.firstKey();
    }
    String prefix = first.substring(0, first.lastIndexOf('/') + 1);
    objects.list(prefix, first).whenComplete((keys, error) -> {
      found(error == null ? keys : List.of());
      synchronized (this) {
        looking = false;
      }
      lookLater();
    });
  }

  /** Looks for nothing any more; what is waited for is cancelled. */
  void drop() {
    List<Awaited> dropped;
    synchronized (this) {
      dropped = List.copyOf(awaited.values());
      awaited.clear();
    }
    dropped.forEach(one -> one.there().cancel(/* mayInterruptIfRunning= */ false));
  }

  private void found(List<String> keys) {
    Set<Awaited> there = new HashSet<>();
    Set<Awaited> late = new HashSet<>();
    synchronized (this) {
      for (String key : keys) {
        Awaited one = awaited.remove(key);
        if (one != null) {
          there.add(one);
        }
      }
      long now = timeline.nanos();
      for (Map.Entry<String, Awaited> one : awaited.entrySet()) {
        if (one.getValue().untilNanos() - now < 0) {
          late.add(one.getValue());
        }
      }
      awaited.values().removeAll(late);
    }
    there.forEach(one -> one.there().complete(null));
    late.forEach(one -> one.there()
        .completeExceptionally(new BatchLostException(
            Reason.SERVICE,
            "no result has come; the invocation may never have left the queue",
            null)));
  }
}
