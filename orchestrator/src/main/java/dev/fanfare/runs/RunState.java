package dev.fanfare.runs;

import java.util.Locale;

/** The state of a recorded run. */
public enum RunState {
  /** Every task has returned. */
  COMPLETE,
  /** Every task has settled, some have failed. */
  FAILED_TASKS,
  /** Tasks are left, and no known process is working on them. */
  INTERRUPTED,
  /** A process on this machine is working on it. */
  RUNNING;

  /** The state as text for users. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
