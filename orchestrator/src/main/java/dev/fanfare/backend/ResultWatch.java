package dev.fanfare.backend;

import dev.fanfare.StoreException;
import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.store.Await;
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
 * Polls the run's folder for results of asynchronous invocations, once for all of them: ten times a
 * second while results arrive, because each one makes room for another batch, and otherwise once a
 * second. Thread-safe.
 */
final class ResultWatch {

  /** Between two looks: the least after results have arrived, twice as long after each look in vain. */
  private static final Duration LEAST_PAUSE = Duration.ofMillis(100);

  private static final Duration MOST_PAUSE = Duration.ofSeconds(1);

  /** Keys in one answer of S3. */
  private static final int PAGE = 1_000;

  private record Awaited(CompletableFuture<Void> there, long untilNanos) {}

  private final ObjectStore objects;
  private final Duration functionTimeout;
  private final Timeline timeline;

  // Guarded by this: awaited results by key, and whether a poll is running.
  private final TreeMap<String, Awaited> awaited = new TreeMap<>();
  private boolean looking;
  private Duration pause = LEAST_PAUSE;

  ResultWatch(ObjectStore objects, Duration functionTimeout, Timeline timeline) {
    this.objects = objects;
    this.functionTimeout = functionTimeout;
    this.timeline = timeline;
  }

  /** How long to wait for a result. */
  static Duration patience(Duration functionTimeout) {
    return functionTimeout.plus(new TimeLimit(functionTimeout).mostQueued());
  }

  /**
   * Completes when the result of that attempt exists.
   *
   * @return fails with {@link BatchLostException} if no result can be expected any more
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
      timeline.after(pause, this::look);
    }
  }

  // Keys sort by batch number, so start at the first awaited one.
  @SuppressWarnings("FutureReturnValueIgnored") // It ends here.
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
      if (error != null && Await.cause(error) instanceof StoreException e && e.refused()) {
        fail(e);
      } else {
        // After another error, nothing was found this time.
        found(error == null ? keys : List.of());
      }
      synchronized (this) {
        looking = false;
      }
      lookLater();
    });
  }

  /** Stops polling and cancels all waits. */
  void drop() {
    takeAll().forEach(one -> one.there().cancel(/* mayInterruptIfRunning= */ false));
  }

  // No result would ever be seen.
  private void fail(StoreException refusal) {
    takeAll()
        .forEach(one -> one.there()
            .completeExceptionally(new BatchLostException(
                Reason.REFUSED, String.valueOf(refusal.getMessage()), refusal)));
  }

  private synchronized List<Awaited> takeAll() {
    List<Awaited> all = List.copyOf(awaited.values());
    awaited.clear();
    return all;
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(MOST_PAUSE) < 0 ? twice : MOST_PAUSE;
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
      // A straggler makes each look list everything after it.
      pause = there.isEmpty() || keys.size() > PAGE ? longer(pause) : LEAST_PAUSE;
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
            "no result arrived; the invocation may never have left Lambda's queue",
            null)));
  }
}
