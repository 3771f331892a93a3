package dev.fanfare.runs;

import java.util.Locale;

/** How a recorded run stands. */
public enum RunState {
  /** Every task has returned. */
  COMPLETE,
  /** Every task has settled, some have failed. */
  FAILED_TASKS,
  /** Tasks are left, and nobody is known to work on them. */
  INTERRUPTED,
  /** A process of this machine works on it. */
  RUNNING;

  /** As a reader would write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
