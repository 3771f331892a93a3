package dev.fanfare.dispatch;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskError;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.Timing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator: cuts the job list into batches, keeps as many under way as pre-dispatch allows, and settles each task once.
 *
 * <p>The thread that calls {@link #run} owns all state, advances the input and calls the listener; backends only post events. A
 * dispatcher serves one run.
 */
public final class Dispatcher {

  /** A batch came back, or was lost. */
  private record Ended(
      Batch batch,
      long dispatchedNanos,
      @Nullable BatchResult result,
      @Nullable Throwable error) {}

  private final String runId;
  private final Backend backend;
  private final BatchSizer sizer;
  private final BatchCutter<Task> cutter;
  private final boolean all;
  private final RunListener listener;
  private final Stopwatch stopwatch;
  private final BlockingQueue<Ended> events = new LinkedBlockingQueue<>();

  // Mutable state of the coordinator's thread.
  private long batches;
  private long completed;
  private int underWay;

  /**
   * A dispatcher of that input.
   *
   * @param backend is open
   * @param workers how many it has
   * @param stopwatch runs since the call began
   */
  public Dispatcher(
      String runId,
      Backend backend,
      int workers,
      Iterator<? extends Delayed<?>> input,
      PreDispatch preDispatch,
      BatchSizer sizer,
      RunListener listener,
      Stopwatch stopwatch) {
    this.runId = runId;
    this.backend = backend;
    this.sizer = sizer;
    this.cutter = new BatchCutter<>(new NumberedTasks(input), workers, preDispatch);
    this.all = preDispatch.equals(PreDispatch.ALL);
    this.listener = listener;
    this.stopwatch = stopwatch;
  }

  /**
   * Runs the job list to its end. What the input or the listener throws ends the run: nothing more is dispatched, what is under
   * way is aborted, and it is thrown on.
   *
   * @throws InterruptedException if this thread is interrupted; the run is aborted then
   */
  public void run() throws InterruptedException {
    boolean ended = false;
    try {
      dispatchEagerly();
      while (underWay > 0) {
        handle(nextEnded());
      }
      ended = true;
    } finally {
      if (!ended) {
        backend.abort();
      }
    }
  }

  // Of batches that have come back at the same time the first of the job list goes first, so that
  // of several failures the first
  // one is told (joblib 1.6, Parallel._get_outputs).
  private List<Ended> nextEnded() throws InterruptedException {
    List<Ended> ended = new ArrayList<>();
    ended.add(events.take());
    events.drainTo(ended);
    ended.sort(Comparator.comparingLong(batch -> batch.batch().number()));
    return ended;
  }

  private void dispatchEagerly() {
    List<Task> tasks = cutter.nextEager(sizer.nextSize());
    while (!tasks.isEmpty()) {
      submit(tasks);
      if (all) {
        // The eager phase lasts as long as the input does: what has ended meanwhile is handled in
        // between.
        List<Ended> ended = new ArrayList<>();
        events.drainTo(ended);
        handle(ended);
      }
      tasks = cutter.nextEager(sizer.nextSize());
    }
  }

  private void dispatchNext() {
    List<Task> tasks = cutter.next(sizer.nextSize());
    if (!tasks.isEmpty()) {
      submit(tasks);
    }
  }

  private void submit(List<Task> tasks) {
    Batch batch = new Batch(runId, batches++, 1, tasks);
    long dispatchedNanos = stopwatch.nanos();
    listener.dispatched(batch);
    underWay++;
    backend
        .submit(batch)
        .whenComplete(
            (result, error) -> events.add(new Ended(batch, dispatchedNanos, result, error)));
  }

  private void handle(List<Ended> ended) {
    ended.forEach(this::handle);
  }

  private void handle(Ended ended) {
    underWay--;
    Map<Long, TaskOutcome> outcomes = outcomes(ended);
    for (Task task : ended.batch().tasks()) {
      TaskOutcome outcome = outcomes.get(task.index());
      listener.settled(task, outcome == null ? missing(task) : outcome);
    }
    if (ended.result() != null) {
      double seconds = (stopwatch.nanos() - ended.dispatchedNanos()) / 1e9;
      sizer.completed(ended.batch().size(), seconds);
      listener.completed(ended.batch(), ended.result());
    }
    completed += ended.batch().size();
    listener.progress(cutter.progress(completed, stopwatch.seconds()));
    dispatchNext();
  }

  /** Outcomes by task; a batch that was lost fails each of its tasks. */
  private static Map<Long, TaskOutcome> outcomes(Ended ended) {
    Map<Long, TaskOutcome> outcomes = new HashMap<>();
    if (ended.result() != null) {
      ended.result().outcome().tasks().forEach(outcome -> outcomes.put(outcome.index(), outcome));
    } else {
      Throwable error = ended.error() instanceof CompletionException e && e.getCause() != null
          ? e.getCause()
          : ended.error();
      TaskError lost =
          TaskError.of(error == null ? new IllegalStateException("no outcome") : error);
      ended
          .batch()
          .tasks()
          .forEach(task ->
              outcomes.put(task.index(), TaskOutcome.failed(task.index(), lost, Timing.NONE)));
    }
    return outcomes;
  }

  private static TaskOutcome missing(Task task) {
    TaskError error =
        TaskError.of(new IllegalStateException("the worker's answer does not contain the task"));
    return TaskOutcome.failed(task.index(), error, Timing.NONE);
  }
}
