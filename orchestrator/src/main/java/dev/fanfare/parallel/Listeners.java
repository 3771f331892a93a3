package dev.fanfare.parallel;

import dev.fanfare.Outcome;
import dev.fanfare.Progress;
import dev.fanfare.backend.BatchResult;
import java.util.function.Consumer;

/**
 * The listeners of a run. The coordinator calls them one at a time, in the order of completion; an
 * exception from a listener ends the run.
 *
 * @param onTask called for each settled task
 * @param onBatch called for each batch that returned
 * @param onProgress called after each batch, also with one worker
 * @param onWaiting called with what the run is waiting for, after each minute without events
 */
record Listeners(
    Consumer<? super Outcome<?>> onTask,
    Consumer<? super BatchResult> onBatch,
    Consumer<? super Progress> onProgress,
    Consumer<? super String> onWaiting) {

  static final Listeners NONE =
      new Listeners(outcome -> {}, result -> {}, progress -> {}, what -> {});
}
