package dev.fanfare.cli;

import dev.fanfare.JobList;
import dev.fanfare.kernel.Delayed;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a run.
 *
 * @param tasks the tasks
 * @param size their number; empty if it is not known before the last one has arrived
 */
record Input(Iterable<Delayed<@Nullable Object>> tasks, OptionalLong size) {

  /** Tasks that were checked. */
  static Input of(JobList list) {
    return new Input(list, OptionalLong.of(list.size()));
  }

  /** Tasks that arrive while others run. */
  static Input arriving(Iterable<Delayed<@Nullable Object>> tasks) {
    return new Input(tasks, OptionalLong.empty());
  }

  /** For "5 of 40 tasks"; empty if the number is not known. */
  String ofSize() {
    return size.isPresent() ? " of " + size.getAsLong() : "";
  }
}
