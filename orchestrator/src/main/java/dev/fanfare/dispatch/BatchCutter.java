package dev.fanfare.dispatch;

import dev.fanfare.PreDispatch;
import dev.fanfare.Progress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;

/**
 * Cuts a lazy input into batches in two phases: {@link #nextEager} until the pre-dispatch amount is
 * dispatched, then one {@link #next} for each completed batch. Not thread-safe.
 *
 * <p>Follows joblib 1.6 {@code Parallel.dispatch_one_batch} exactly: reads a slice of batch size
 * times number of workers, and spreads it over the workers. Batches are therefore smaller than
 * requested if a slice is short: at the end of the pre-dispatch amount, and, to balance the load,
 * at the end of the input.
 *
 * @param <T> type of a task
 */
final class BatchCutter<T> {

  /** At the end of the input each worker gets about that many batches. */
  private static final int TAIL_BATCHES = 10;

  private final Iterator<? extends T> input;
  private final int nJobs;
  private final OptionalLong preDispatchAmount;

  // Mutable state.
  private final Queue<List<T>> ready = new ArrayDeque<>();
  private long eagerTasksLeft;
  private boolean exhausted;
  private long dispatchedTasks;
  private long dispatchedBatches;

  /**
   * A cutter of that input, which reads only as much as the requested batches need. Nothing else
   * may advance the input.
   *
   * @param nJobs number of workers, at least 1
   * @throws IllegalArgumentException if {@code nJobs} is less than 1, or {@code preDispatch} is
   *     less than 1 task
   */
  BatchCutter(Iterator<? extends T> input, int nJobs, PreDispatch preDispatch) {
    if (nJobs < 1) {
      throw new IllegalArgumentException("nJobs must be at least 1, got: " + nJobs);
    }
    this.input = input;
    this.nJobs = nJobs;
    this.preDispatchAmount = preDispatch.amount(nJobs);
    this.eagerTasksLeft = preDispatchAmount.orElse(Long.MAX_VALUE);
  }

  /**
   * The next batch of the pre-dispatch amount, unmodifiable; empty if the amount or the input is
   * exhausted.
   */
  List<T> nextEager(int batchSize) {
    if (ready.isEmpty()) {
      List<T> slice = take(Math.min(sliceSize(batchSize), eagerTasksLeft));
      eagerTasksLeft -= slice.size();
      exhausted = slice.isEmpty() && preDispatchAmount.isEmpty();
      cut(slice, slice.size() / nJobs);
    }
    return dispatched();
  }

  /**
   * The batch that follows a completed one, unmodifiable; empty if there is none, which only the
   * call after the last batch detects. Always empty if everything is pre-dispatched.
   */
  List<T> next(int batchSize) {
    if (exhausted || preDispatchAmount.isEmpty()) {
      return List.of();
    }
    if (ready.isEmpty()) {
      List<T> slice = take(sliceSize(batchSize));
      exhausted = slice.isEmpty();
      boolean tail = slice.size() < sliceSize(batchSize);
      cut(slice, slice.size() / (tail ? TAIL_BATCHES * nJobs : nJobs));
    }
    return dispatched();
  }

  /**
   * How many tasks {@link #nextEager} reads from the input; 0 if its batch is already cut or there
   * is none.
   */
  long eagerNeed(int batchSize) {
    return ready.isEmpty() ? Math.min(sliceSize(batchSize), eagerTasksLeft) : 0;
  }

  /**
   * How many tasks {@link #next} reads from the input; 0 if its batch is already cut or there is
   * none.
   */
  long need(int batchSize) {
    boolean takes = ready.isEmpty() && !exhausted && preDispatchAmount.isPresent();
    return takes ? sliceSize(batchSize) : 0;
  }

  /** Whether the end of the input was reached, so that there will be no more batches. */
  boolean exhausted() {
    return exhausted;
  }

  /** The counters for a progress line. */
  Progress progress(long completedTasks, double elapsedSeconds) {
    return new Progress(
        completedTasks,
        dispatchedTasks,
        dispatchedBatches,
        preDispatchAmount.orElse(0),
        exhausted,
        elapsedSeconds);
  }

  private long sliceSize(int batchSize) {
    return (long) batchSize * nJobs;
  }

  private List<T> take(long limit) {
    List<T> slice = new ArrayList<>();
    // In this order, because hasNext can make a lazy input produce a task too early.
    while (slice.size() < limit && input.hasNext()) {
      slice.add(input.next());
    }
    return slice;
  }

  private void cut(List<T> slice, int evenSize) {
    int size = Math.max(1, evenSize);
    for (int from = 0; from < slice.size(); from += size) {
      ready.add(List.copyOf(slice.subList(from, Math.min(slice.size(), from + size))));
    }
  }

  private List<T> dispatched() {
    List<T> batch = ready.poll();
    if (batch == null) {
      return List.of();
    }
    dispatchedTasks += batch.size();
    dispatchedBatches++;
    return batch;
  }
}
