package dev.fanfare.dispatch;

import dev.fanfare.Progress;
import dev.fanfare.report.Charge;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Receives the events of a run. Called only on the coordinator's thread, so slow code delays the
 * run.
 */
public interface RunListener {

  /**
   * Whether so many attempts may be under way now. False delays the next attempt until another one has
   * ended.
   *
   * @param attempts with the next one; if it is the only one, this returns true or ends the run with an
   *     exception
   */
  default boolean affords(int attempts) {
    return true;
  }

  /** No attempt is under way, but there may be more to do. May end the run with an exception. */
  default void idle() {}

  /**
   * An attempt has ended, with outcomes or without, late or not. Called before anything follows from
   * its end.
   */
  default void charged(Charge charge) {}

  /** Tasks are about to fail that no worker has an outcome for, in place of that attempt at them. */
  default void givenUp(Batch batch, List<TaskOutcome> outcomes) {}

  /**
   * The outcome of a task that need not run, or null. Asked for each task before it is dispatched, and for
   * one that waits for another task ({@link #same}) once that has settled.
   */
  default @Nullable TaskOutcome known(Task task) {
    return null;
  }

  /**
   * The index of the unsettled task, before that one, which makes the same call. When it has settled, the
   * task is {@link #known}, or must run. Empty: the task must run.
   */
  default OptionalLong same(Task task) {
    return OptionalLong.empty();
  }

  /** How often earlier sessions have let that task, which is not settled, run again after a failure. */
  default int retriesBefore(long index) {
    return 0;
  }

  /**
   * Tasks are about to settle without having run.
   *
   * @param tasks in place of a batch with them
   */
  default void recalled(Batch tasks, List<TaskOutcome> outcomes) {}

  /** A task has settled. Called once for each task, in the order of completion. */
  default void settled(Task task, TaskOutcome outcome) {}

  /**
   * A task has settled after the run had ended, by an exception from this listener, an error, or a stop. Called instead of
   * {@link #settled}.
   */
  default void settledLate(Task task, TaskOutcome outcome) {}

  /**
   * The outcome that an attempt has stored, although the run did not wait for its end; empty if there is none, or it is
   * not known.
   */
  default CompletableFuture<Optional<BatchOutcome>> stored(Batch batch) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  /**
   * An attempt returned with outcomes, and its settled tasks were reported, or it was lost. Includes
   * late and duplicate attempts, because they cost time and money.
   */
  default void ended(AttemptEnd attempt) {}

  /** Nothing has happened for a while; describes what the run is waiting for. */
  default void waiting(String what) {}

  /** The progress after a batch has completed and before the next one is cut. */
  default void progress(Progress progress) {}
}
