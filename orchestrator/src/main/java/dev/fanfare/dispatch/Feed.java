package dev.fanfare.dispatch;

import dev.fanfare.Progress;
import dev.fanfare.wire.Task;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Which tasks are dispatched next, and whether by now: first the pre-dispatch amount, then a batch for each one that has ended, as
 * far as the consumer has room, and as soon as the input gives them. The coordinator's thread owns it.
 */
final class Feed implements AutoCloseable {

  private final RunPlan plan;
  private final InputReader<Task> input;
  private final BatchCutter<Task> cutter;

  private boolean eager = true;
  private long dispatched;
  private long consumed;
  private int owed;

  /** Size of the batch that waits for the input; 0: none does. */
  private int awaited;

  /**
   * The tasks of that input.
   *
   * @param executor where the input is read
   * @param arrived is told when it is worth asking again for {@link #next}
   */
  Feed(RunPlan plan, Iterator<Task> input, Executor executor, Runnable arrived) {
    this.plan = plan;
    this.input = new InputReader<>(input, executor, arrived);
    this.cutter = new BatchCutter<>(this.input, plan.workers(), plan.preDispatch());
  }

  /**
   * The next batch that may be dispatched by now; empty if there is none. What the input throws is thrown on.
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
    // Batches of one are cut alike, whether their slice is complete or not.
    boolean ready = input.ready(slice, ahead(slice, batchSize), /* partial= */ batchSize == 1);
    awaited = ready ? 0 : batchSize;
    return ready;
  }

  // As in joblib, nothing more than the pre-dispatch amount is read before a first batch has ended.
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
   * A batch has ended, and is followed by another one: after the pre-dispatch amount, which it must not eat up, and when the
   * consumer has made room.
   */
  void follow() {
    owed++;
  }

  /** The consumer has taken so many outcomes. */
  void consumed(long tasks) {
    consumed += tasks;
  }

  /** A second is over. */
  void tick() {
    input.tick();
  }

  /** Whether the pre-dispatch amount is not out yet. */
  boolean eager() {
    return eager;
  }

  /** Whether what comes next is not known yet: the pre-dispatch amount is not out, or the input makes a batch wait. */
  boolean pending() {
    return eager || awaited > 0;
  }

  /** Whether there may be more. */
  boolean unfinished() {
    return eager || owed > 0;
  }

  /** Whether the end of the input has been seen. */
  boolean exhausted() {
    return cutter.exhausted();
  }

  /** How many tasks were given away. */
  long dispatched() {
    return dispatched;
  }

  /** The counters that a progress line needs. */
  Progress progress(long settled, double elapsedSeconds) {
    return cutter.progress(settled, elapsedSeconds);
  }

  /** Reads no more of the input. */
  @Override
  public void close() {
    input.close();
  }
}
