package dev.fanfare.parallel;

import dev.fanfare.Completion;
import dev.fanfare.Ending;
import dev.fanfare.Outcome;
import dev.fanfare.kernel.Delayed;
import java.util.function.Consumer;

/**
 * A call whose outcomes are handed on in order by the calling thread, and kept by nobody: it goes no further ahead of what was
 * handed on than its window.
 */
final class OrderedCall<T> {

  private final Calls calls;
  private final Consumer<? super Outcome<T>> action;
  private final Execution<T> execution;

  /** Takes the instance; {@link #run} gives it back. */
  OrderedCall(
      Calls calls,
      Iterable<Delayed<T>> tasks,
      Completion completion,
      Consumer<? super Outcome<T>> action) {
    this.calls = calls;
    this.action = action;
    this.execution =
        calls.begin(tasks, /* bounded= */ true, completion, new InOrder<>(this::handOn));
  }

  private void handOn(Outcome<T> outcome) {
    action.accept(outcome);
    execution.consumed(1);
  }

  /** Runs it to its end. */
  Ending run() {
    return calls.finish(execution);
  }
}
