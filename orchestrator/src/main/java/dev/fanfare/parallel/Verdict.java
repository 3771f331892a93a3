package dev.fanfare.parallel;

import dev.fanfare.Completion;
import dev.fanfare.Completion.Halt;
import dev.fanfare.Completion.Reason;
import dev.fanfare.report.Tally;
import dev.fanfare.runs.Journal;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a run has seen enough. A resumed run counts the outcomes of its earlier sessions.
 *
 * @param completion the caller's rule
 * @param tally the outcomes of this session
 * @param recording the run's record, which knows the earlier sessions; null if there is none
 * @param left number of tasks of this session, if known
 */
record Verdict(Completion completion, Tally tally, @Nullable Journal recording, OptionalLong left) {

  /** @throws Stop if the run is to stop now, although tasks may be running */
  void requireMore() {
    if (completion.halt() == Halt.NOW) {
      requireMoreWhenIdle();
    }
  }

  /** @throws Stop if the run is to stop, now that nothing is running */
  void requireMoreWhenIdle() {
    early().ifPresent(reason -> {
      throw new Stop(reason);
    });
  }

  /** Whether more tasks may start. */
  boolean wantsMore() {
    return completion.halt() == Halt.NOW || early().isEmpty();
  }

  private Optional<Reason> early() {
    return completion.decide(succeeded(), failed(), length());
  }

  /** The reason once every task has settled. */
  Reason atEnd() {
    return completion.atEnd(succeeded(), failed());
  }

  private long succeeded() {
    return tally.succeeded() + (recording == null ? 0 : recording.succeededBefore());
  }

  private long failed() {
    return tally.failed() + (recording == null ? 0 : recording.failedBefore());
  }

  private OptionalLong length() {
    return recording == null || left.isEmpty()
        ? left
        : OptionalLong.of(
            left.getAsLong() + recording.succeededBefore() + recording.failedBefore());
  }
}
