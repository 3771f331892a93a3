package dev.fanfare.dispatch;

import dev.fanfare.Options;
import dev.fanfare.Phase;
import dev.fanfare.Progress;
import dev.fanfare.TaskRetries;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Conditions;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;

/**
 * The loop of a run with one worker in this JVM: runs each task on the calling thread before it
 * takes the next one (joblib 1.6, {@code Parallel._get_sequential_output}). With a batch size of b,
 * takes b tasks from the input before it runs them.
 */
public final class SequentialRun {

  private final String runId;
  private final long firstBatch;
  private final Backend backend;
  private final CallersInput input;
  private final int batchSize;
  private final Conditions conditions;
  private final TaskRetries retries;
  private final RunListener listener;
  private final Stopwatch stopwatch;

  // Mutable state of the calling thread.
  private final Queue<Task> taken = new ArrayDeque<>();
  private final long startUpNanos;
  private long inputNanos;
  private long computingNanos;
  private long completed;
  private boolean allTaken;
  private boolean ended;

  /**
   * A loop over that input.
   *
   * @param firstBatch number of the first batch
   * @param backend a backend whose {@code submit} runs the batch before it returns
   * @param level nesting level of the tasks
   * @param stopwatch started when the call began
   */
  public SequentialRun(
      String runId,
      long firstBatch,
      Backend backend,
      Iterator<Task> input,
      int batchSize,
      Options options,
      int level,
      RunListener listener,
      Stopwatch stopwatch) {
    this.runId = runId;
    this.firstBatch = firstBatch;
    this.backend = backend;
    this.input = new CallersInput(input);
    this.batchSize = batchSize;
    this.conditions = options.conditions(level);
    this.retries = options.retries();
    this.listener = listener;
    this.stopwatch = stopwatch;
    this.startUpNanos = stopwatch.nanos();
  }

  /**
   * Ends the run with that exception before its next task, and interrupts the input if it is being
   * read. Can be called from any thread.
   */
  public void stop(RuntimeException why) {
    input.stop(why);
  }

  /**
   * Runs the next task. Rethrows exceptions of the input and the listener.
   *
   * @return false at the end of the job list
   * @throws InterruptedException if this thread is interrupted in the input or while the task runs,
   *     which then stays unsettled
   */
  public boolean step() throws InterruptedException {
    listener.idle();
    if (taken.isEmpty()) {
      take();
    }
    Task next = taken.poll();
    if (next != null) {
      run(next);
    } else if (!ended) {
      ended = true;
      listener.progress(Progress.sequentialEnd(completed, stopwatch.seconds()));
    }
    return next != null;
  }

  /** What the run's time until now went into, in nanoseconds. Called by the thread that runs it. */
  public Map<Phase, Long> phases(long nowNanos) {
    Map<Phase, Long> phases = new EnumMap<>(Phase.class);
    long rest = nowNanos - startUpNanos - inputNanos;
    phases.put(Phase.START_UP, startUpNanos);
    phases.put(Phase.INPUT, inputNanos);
    phases.put(Phase.COMPUTING, Math.min(rest, computingNanos));
    phases.put(Phase.DELIVERY, Math.max(0, rest - computingNanos));
    return phases;
  }

  private void take() throws InterruptedException {
    long before = stopwatch.nanos();
    try {
      while (taken.size() < batchSize && !allTaken) {
        Task next = input.next();
        if (next == null) {
          allTaken = true;
        } else {
          taken.add(next);
        }
      }
    } finally {
      inputNanos += stopwatch.nanos() - before;
    }
  }

  private void run(Task task) throws InterruptedException {
    TaskOutcome known = listener.known(task);
    if (known != null) {
      listener.recalled(batch(task, 1), List.of(known));
      listener.settled(task, known);
    } else {
      compute(task);
    }
    completed++;
    listener.progress(Progress.sequential(completed, stopwatch.seconds()));
  }

  private void compute(Task task) throws InterruptedException {
    int before = listener.retriesBefore(task.index());
    int attempt = 1;
    while (!attempt(task, attempt, before + attempt - 1)) {
      input.checkStopped();
      attempt++;
    }
  }

  private Batch batch(Task task, int attempt) {
    return new Batch(runId, firstBatch + completed, attempt, List.of(task), conditions);
  }

  /**
   * Runs the task and returns whether it has settled.
   *
   * @param before how often it has run again so far
   */
  private boolean attempt(Task task, int attempt, int before) throws InterruptedException {
    Task tried = task.retried(retries.most() > before);
    Batch batch = batch(tried, attempt);
    long createdNanos = stopwatch.nanos();
    BatchResult result = result(batch);
    long answeredNanos = stopwatch.nanos();
    TaskOutcome outcome = result.outcome().tasks().get(0);
    computingNanos += outcome.timing().wallNanos();
    boolean again = outcome.error() != null && retries.again(outcome.error(), before);
    if (!again && outcome.provisional()) {
      // It was recorded as a failure that may be retried, but there is no retry.
      listener.givenUp(batch(tried, attempt + 1), List.of(outcome.provisional(false)));
    }
    try {
      if (!again) {
        listener.settled(task, outcome);
      }
    } finally {
      // Also if the outcome ends the run.
      listener.ended(new AttemptEnd(batch, createdNanos, answeredNanos, result, null));
    }
    return !again;
  }

  private BatchResult result(Batch batch) throws InterruptedException {
    try {
      return Submission.of(batch, backend).join();
    } catch (CompletionException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException("interrupted in " + batch.tasks().get(0).call());
      }
      throw e;
    }
  }
}
