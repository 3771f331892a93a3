package dev.fanfare.cli;

import dev.fanfare.Outcome;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.runs.Manifest;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Conditions;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.worker.Worker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A recorded task that runs again on the calling thread, without a time limit.
 *
 * @param alone the task and the conditions of its run
 * @param recorded its recorded outcome, if any
 */
record Rerun(Batch alone, Optional<Outcome<@Nullable Object>> recorded) {

  /**
   * The task of that run.
   *
   * @throws IllegalArgumentException if there is none of that index
   * @throws FanfareException if it cannot be called in this process
   */
  static Rerun of(SavedRun run, long index) {
    Manifest manifest = run.manifest();
    Task task = run.task(index);
    String initializer = manifest.initializer();
    Conditions conditions = new Conditions(
        Conditions.NONE.level(),
        manifest.seed(),
        /* timeoutMillis= */ 0,
        initializer == null ? null : Codec.readJob(initializer));
    return new Rerun(
        new Batch(manifest.runId(), 0, 1, List.of(task), conditions), run.outcomeOf(task));
  }

  /** The task. */
  Task task() {
    return alone.tasks().get(0);
  }

  /**
   * Runs the task, writes its value or prints its error, and compares both with the record.
   *
   * @return whether it returned a value
   */
  boolean run(Results results, PrintWriter err) {
    BatchOutcome outcome = outcome();
    // As a worker process would have returned it: if JSON cannot represent the value, the task
    // failed.
    TaskOutcome again = Codec.readOutcome(
            Codec.write(outcome, alone.returnTypes()), alone.returnTypes())
        .tasks()
        .get(0);
    TaskError error = again.error();
    if (error == null) {
      results.write(Outcome.of(task().call(), again));
    } else {
      TaskError whole = outcome.tasks().get(0).error();
      err.println("task " + again.index() + " failed: " + stack(whole == null ? error : whole));
    }
    Recurrence recurrence = new Recurrence(recorded, again, task().call().returnType());
    err.println(recurrence.outcome());
    err.println(recurrence.times());
    return again.succeeded();
  }

  private BatchOutcome outcome() {
    try {
      return new Worker(1).run(alone);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FanfareException("interrupted while task " + task().index() + " ran", e);
    }
  }

  // The exception's own methods may throw.
  private static String stack(TaskError error) {
    StringWriter stack = new StringWriter();
    try {
      if (error.thrown() != null) {
        error.thrown().printStackTrace(new PrintWriter(stack));
        return stack.toString().stripTrailing();
      }
    } catch (RuntimeException | Error e) {
      // What is known without them is told instead.
    }
    return error.trace();
  }
}
