package dev.fanfare.dispatch;

import dev.fanfare.Progress;
import dev.fanfare.wire.Task;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Decides which tasks are dispatched next and when: first the pre-dispatch amount, then a batch for
 * each one that ended, if the consumer has room and the input has tasks. Used by the coordinator's
 * thread.
 */
final class Feed implements AutoCloseable {

  private final RunPlan plan;
  private final InputReader<Task> input;
  private final BatchCutter<Task> cutter;

  private boolean eager = true;
  private long dispatched;
  private long consumed;
  private int owed;

  /** Size of the batch that waits for the input; 0 if there is none. */
  private int awaited;

  /**
   * Feeds the tasks of that input.
   *
   * @param executor executor that reads the input
   * @param arrived called when it is worth calling {@link #next} again
   */
  Feed(RunPlan plan, Iterator<Task> input, Executor executor, Runnable arrived) {
    this.plan = plan;
    this.input = new InputReader<>(input, executor, arrived);
    this.cutter = new BatchCutter<>(this.input, plan.workers(), plan.preDispatch());
  }

  /**
   * The next batch that may be dispatched now, if any. Rethrows exceptions of the input.
   *
   * @throws InterruptedException if this thread is interrupted
   */
  List<Task> next() throws InterruptedException {
    while (eager || owed > 0) {
      int batchSize = awaited > 0 ? awaited : plan.sizer().nextSize();
      if (!mayCut(batchSize)) {
        return List.of();
      }
      List<Task> tasks = cut(batchSize);
      if (!tasks.isEmpty()) {
        dispatched += tasks.size();
        return tasks;
      }
    }
    return List.of();
  }

  private boolean mayCut(int batchSize) throws InterruptedException {
    if (!eager && !plan.admits(dispatched - consumed, batchSize)) {
      return false;
    }
    long slice = need(batchSize);
    // Batches of one do not depend on whether their slice is complete.
    boolean ready = input.ready(slice, ahead(slice, batchSize), /* partial= */ batchSize == 1);
    awaited = ready ? 0 : batchSize;
    return ready;
  }

  // As in joblib, only the pre-dispatch amount is read before the first batch ends.
  private long ahead(long slice, int batchSize) {
    boolean admitted = !eager && plan.admits(dispatched + slice - consumed, batchSize);
    return admitted ? plan.preDispatch().amount(plan.workers()).orElse(0) : 0;
  }

  private long need(int batchSize) {
    return eager ? cutter.eagerNeed(batchSize) : cutter.need(batchSize);
  }

  private List<Task> cut(int batchSize) {
    List<Task> tasks = eager ? cutter.nextEager(batchSize) : cutter.next(batchSize);
    if (eager) {
      eager = !tasks.isEmpty();
    } else {
      owed--;
    }
    return tasks;
  }

  /**
   * A batch has ended and is followed by another one, after the pre-dispatch amount, and when the
   * consumer has room.
   */
  void follow() {
    owed++;
  }

  /** The consumer has taken that many outcomes. */
  void consumed(long tasks) {
    consumed += tasks;
  }

  /** A second has passed. */
  void tick() {
    input.tick();
  }

  /** Whether part of the pre-dispatch amount is not dispatched yet. */
  boolean eager() {
    return eager;
  }

  /**
   * Whether the next batch is unknown: part of the pre-dispatch amount is not dispatched yet, or a
   * batch waits for the input.
   */
  boolean pending() {
    return eager || awaited > 0;
  }

  /** Whether there may be more tasks. */
  boolean unfinished() {
    return eager || owed > 0;
  }

  /** Whether the end of the input was reached. */
  boolean exhausted() {
    return cutter.exhausted();
  }

  /** The number of tasks returned so far. */
  long dispatched() {
    return dispatched;
  }

  /** The counters for a progress line. */
  Progress progress(long settled, double elapsedSeconds) {
    return cutter.progress(settled, elapsedSeconds);
  }

  /** Stops reading the input. */
  @Override
  public void close() {
    input.close();
  }
}
