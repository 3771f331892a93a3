package dev.fanfare.parallel;

import dev.fanfare.Completion;
import dev.fanfare.Outcome;
import dev.fanfare.RunCancelledException;
import dev.fanfare.dispatch.SequentialRun;
import dev.fanfare.kernel.Delayed;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run whose results are taken one by one. It has its own coordinator thread or, if tasks run on
 * the calling thread, runs one task per requested result.
 */
final class ResultStream<T> {

  private final Calls calls;
  private final OutcomeStream<T> outcomes;
  private final Execution<T> execution;
  private final @Nullable SequentialRun sequential;
  private final @Nullable Coordinator coordinator;

  /** Held while a task runs on the consumer's thread. */
  private final ReentrantLock stepping = new ReentrantLock();

  private volatile boolean abandoned;

  // Written by the consumer's thread.
  private long taken;
  private volatile boolean over;

  private ResultStream(Calls calls, Iterable<Delayed<T>> tasks, boolean ordered) {
    this.calls = calls;
    this.outcomes = new OutcomeStream<>(this::taken, this::advance, this::over);
    Consumer<Outcome<T>> sink = ordered ? new InOrder<>(this::deliver) : this::deliver;
    this.execution = calls.begin(tasks, /* bounded= */ true, Completion.allCompleted(), sink);
    Pool pool = pool();
    this.sequential = pool.sequential() ? execution.sequential(pool) : null;
    this.coordinator =
        pool.sequential() ? null : new Coordinator("fanfare-stream", () -> coordinate(pool));
  }

  /** Opens the stream; work begins at once. */
  static <T extends @Nullable Object> Stream<T> open(
      Calls calls, Iterable<Delayed<T>> tasks, boolean ordered) {
    ResultStream<T> results = new ResultStream<>(calls, tasks, ordered);
    calls.whenStopped(results.execution, results::abandon);
    if (results.coordinator != null) {
      results.coordinator.start();
    }
    return results.outcomes.stream().map(Outcome::get).onClose(results::close);
  }

  private Pool pool() {
    try {
      return execution.open(() -> calls.openPool(execution));
    } catch (RuntimeException | Error e) {
      calls.end(execution);
      throw e;
    }
  }

  private void coordinate(Pool pool) {
    Throwable error = run(pool);
    if (error != null) {
      // The next call need not wait until somebody has taken what is left, or closed the stream.
      calls.end(execution);
    }
    outcomes.end(error);
  }

  /**
   * Runs to the end and returns what ended the run early, or null. Catches every throwable, because
   * the consumer waits for it.
   */
  private @Nullable Throwable run(Pool pool) {
    try {
      Completion.Reason reason = execution.run(() -> pool).reason();
      return reason == Completion.Reason.ALL_COMPLETED ? null : new RunCancelledException(reason);
    } catch (Throwable t) {
      return t;
    }
  }

  private void deliver(Outcome<T> outcome) {
    outcome.get();
    outcomes.put(outcome);
  }

  /** Runs a task on the consumer's thread, if tasks run there. */
  private void advance() {
    if (sequential != null) {
      step(sequential);
      if (abandoned) {
        endIfIdle();
      }
    }
  }

  private void step(SequentialRun run) {
    stepping.lock();
    try {
      if (!execution.step(run)) {
        outcomes.end(null);
      }
    } catch (RuntimeException | Error e) {
      outcomes.end(e);
    } finally {
      stepping.unlock();
    }
  }

  /**
   * Called when the run is stopped: without a coordinator, it ends now or with its current task.
   */
  private void abandon() {
    abandoned = true;
    if (sequential != null) {
      endIfIdle();
    }
  }

  // Either the thread that steps or the one that closes ends the run, whichever is later.
  private void endIfIdle() {
    if (!stepping.isHeldByCurrentThread() && stepping.tryLock()) {
      try {
        calls.end(execution);
      } finally {
        stepping.unlock();
      }
    }
  }

  private void taken() {
    taken++;
    execution.consumed(1);
  }

  private void over() {
    over = true;
    calls.end(execution);
  }

  private void close() {
    if (over) {
      return;
    }
    execution.stop(Completion.Reason.CANCELLED);
    if (coordinator != null) {
      coordinator.interrupt();
      coordinator.join();
      over();
    } else {
      over = true;
      abandon();
    }
    warn(execution.settledTasks() - taken, execution.underWay());
  }

  // The text of joblib 1.6, Parallel._warn_exit_early.
  private static void warn(long unused, long cancelled) {
    String executed = " tasks have been successfully executed  but not used.";
    String stopped = " tasks which were still being processed by the workers have been cancelled.";
    String text = Stream.of(
            unused > 0 ? unused + executed : "", cancelled > 0 ? cancelled + stopped : "")
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" Additionally, "));
    if (!text.isEmpty()) {
      Console.STANDARD_ERROR.accept(
          text + " You could benefit from adjusting the input task iterator"
              + " to limit unnecessary computation time.");
    }
  }
}
