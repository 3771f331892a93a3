package dev.fanfare.dispatch;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator: cuts the job list into batches, keeps as many under way as pre-dispatch allows,
 * and settles each task once.
 *
 * <p>The thread that calls {@link #run} owns all state, advances the input and calls the listener.
 * Everybody else posts events: backends that a batch has ended, consumers that they have room again,
 * and whoever wants it that the run is to stop. A dispatcher serves one run.
 */
public final class Dispatcher {

  /** Batches that come back without any outcome are sent again until there were so many attempts. */
  private static final int MOST_ATTEMPTS = 5;

  private sealed interface Event {}

  /** A batch has come back, or was lost. */
  private record Ended(
      Batch batch,
      long dispatchedNanos,
      @Nullable BatchResult result,
      @Nullable Throwable error) implements Event {}

  /** The consumer has taken so many outcomes. */
  private record Consumed(long tasks) implements Event {}

  /** The run is to stop. */
  private record Stopped(RuntimeException why) implements Event {}

  private final RunPlan plan;
  private final Backend backend;
  private final BatchCutter<Task> cutter;
  private final RunListener listener;
  private final Stopwatch stopwatch;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  // Mutable state of the coordinator's thread.
  private long batches;
  private long dispatched;
  private long settled;
  private long consumed;
  private int underWay;
  private int owed;
  private boolean eager = true;

  /**
   * A dispatcher of that input, whose tasks have an index of their own each.
   *
   * @param backend is open
   * @param stopwatch runs since the call began
   */
  public Dispatcher(
      RunPlan plan,
      Backend backend,
      Iterator<Task> input,
      RunListener listener,
      Stopwatch stopwatch) {
    this.plan = plan;
    this.backend = backend;
    this.cutter = new BatchCutter<>(input, plan.workers(), plan.preDispatch());
    this.listener = listener;
    this.stopwatch = stopwatch;
  }

  /**
   * Runs the job list to its end. What the input or the listener throws ends the run: nothing more is
   * dispatched, what is under way is aborted, and it is thrown on.
   *
   * @throws InterruptedException if this thread is interrupted; the run is aborted then
   */
  public void run() throws InterruptedException {
    boolean ended = false;
    try {
      dispatchEagerly();
      while (underWay > 0 || owed > 0) {
        handle(nextEvents());
      }
      ended = true;
    } finally {
      if (!ended) {
        backend.abort();
      }
    }
  }

  /** Ends the run with that exception, as soon as the coordinator looks. From any thread. */
  public void stop(RuntimeException why) {
    events.add(new Stopped(why));
  }

  /** Tells that so many outcomes were taken, which makes room for more. From any thread. */
  public void consumed(long tasks) {
    events.add(new Consumed(tasks));
  }

  /** Tasks that were dispatched and have not settled. For the coordinator's thread. */
  public long underWay() {
    return dispatched - settled;
  }

  private List<Event> nextEvents() throws InterruptedException {
    List<Event> next = new ArrayList<>();
    next.add(events.take());
    events.drainTo(next);
    return next;
  }

  // Of batches that have come back at the same time the first of the job list goes first, so
  // that of several failures the first one is told (joblib 1.6, Parallel._get_outputs).
  private void handle(List<Event> next) {
    List<Ended> ended = new ArrayList<>();
    for (Event event : next) {
      if (event instanceof Stopped stopped) {
        throw stopped.why();
      } else if (event instanceof Consumed some) {
        consumed += some.tasks();
      } else if (event instanceof Ended one) {
        ended.add(one);
      }
    }
    ended.sort(Comparator.comparingLong(one -> one.batch().number()));
    ended.forEach(this::handle);
    payOwed();
  }

  private void dispatchEagerly() {
    List<Task> tasks = cutter.nextEager(plan.sizer().nextSize());
    while (!tasks.isEmpty()) {
      submitFirst(tasks);
      // The input may be slow: a failure, or a wish to stop, does not wait until it has given all.
      List<Event> next = new ArrayList<>();
      events.drainTo(next);
      handle(next);
      tasks = cutter.nextEager(plan.sizer().nextSize());
    }
    eager = false;
    if (cutter.exhausted() && underWay == 0 && dispatched > 0) {
      // All batches had ended before the end of a slow input was seen: nobody has been told yet.
      listener.progress(cutter.progress(settled, stopwatch.seconds()));
    }
    payOwed();
  }

  /**
   * Follows a batch that has ended with another: now, or after the pre-dispatch amount, which it must
   * not eat up, or when the consumer has made room.
   */
  private void dispatchNext() {
    if (eager) {
      owed++;
      return;
    }
    int batchSize = plan.sizer().nextSize();
    if (plan.admits(dispatched - consumed, batchSize)) {
      List<Task> tasks = cutter.next(batchSize);
      if (!tasks.isEmpty()) {
        submitFirst(tasks);
      }
    } else {
      owed++;
    }
  }

  private void payOwed() {
    if (eager) {
      return;
    }
    int due = owed;
    owed = 0;
    for (int i = 0; i < due; i++) {
      dispatchNext();
    }
  }

  private void submitFirst(List<Task> tasks) {
    dispatched += tasks.size();
    submit(new Batch(plan.runId(), plan.firstBatch() + batches++, 1, tasks, plan.conditions()));
  }

  private void submit(Batch batch) {
    long now = stopwatch.nanos();
    listener.dispatched(batch);
    underWay++;
    backend
        .submit(batch)
        .whenComplete((result, error) -> events.add(new Ended(batch, now, result, error)));
  }

  private void handle(Ended ended) {
    underWay--;
    Settlement settlement = Settlement.of(ended.batch(), ended.result(), ended.error());
    for (Settlement.Settled one : settlement.outcomes()) {
      settled++;
      listener.settled(one.task(), one.outcome());
    }
    if (ended.result() != null) {
      listener.completed(ended.batch(), ended.result());
    }
    if (settlement.missing().isEmpty()) {
      completed(ended);
    } else {
      submit(settlement.again(MOST_ATTEMPTS));
    }
  }

  private void completed(Ended ended) {
    if (ended.result() != null) {
      double seconds = (stopwatch.nanos() - ended.dispatchedNanos()) / 1e9;
      plan.sizer().completed(ended.batch().size(), seconds);
    }
    listener.progress(cutter.progress(settled, stopwatch.seconds()));
    dispatchNext();
  }
}
