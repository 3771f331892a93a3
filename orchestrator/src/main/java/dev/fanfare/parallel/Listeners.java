package dev.fanfare.parallel;

import dev.fanfare.Outcome;
import dev.fanfare.Progress;
import dev.fanfare.backend.BatchResult;
import java.util.function.Consumer;

/**
 * Who wants to know how a run goes. Each is called by the run's coordinator, one call at a time, in
 * the order of completion; what it throws ends the run.
 *
 * @param onTask for each task that has settled
 * @param onBatch for each batch that has come back
 * @param onProgress after each batch, also with one worker
 * @param onWaiting when nothing has happened for a minute: what the run is waiting for
 */
record Listeners(
    Consumer<? super Outcome<?>> onTask,
    Consumer<? super BatchResult> onBatch,
    Consumer<? super Progress> onProgress,
    Consumer<? super String> onWaiting) {

  static final Listeners NONE =
      new Listeners(outcome -> {}, result -> {}, progress -> {}, what -> {});
}
