package dev.fanfare.parallel;

import dev.fanfare.Completion;
import dev.fanfare.Ending;
import dev.fanfare.Outcome;
import dev.fanfare.kernel.Delayed;
import java.util.function.Consumer;

/**
 * A call that passes on its outcomes in order on the calling thread without keeping them. It runs
 * ahead of the delivered outcomes by at most its window.
 */
final class OrderedCall<T> {

  private final Calls calls;
  private final Consumer<? super Outcome<T>> action;
  private final InOrder<T> inOrder = new InOrder<>(this::handOn);
  private final Execution<T> execution;

  /** Occupies the instance; {@link #run} releases it. */
  OrderedCall(
      Calls calls,
      Iterable<Delayed<T>> tasks,
      Completion completion,
      Consumer<? super Outcome<T>> action) {
    this.calls = calls;
    this.action = action;
    this.execution = calls.begin(tasks, /* bounded= */ true, completion, inOrder);
  }

  private void handOn(Outcome<T> outcome) {
    action.accept(outcome);
    execution.consumed(1);
  }

  /** Runs the call. If it ends early, passes on what waits for tasks that have no outcome. */
  Ending run() {
    Ending ending = calls.finish(execution);
    inOrder.finish();
    return ending;
  }
}
