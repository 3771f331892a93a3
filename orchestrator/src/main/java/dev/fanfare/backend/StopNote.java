package dev.fanfare.backend;

/** The note in a run's folder by which functions learn that their run is stopped (ADR 9). */
enum StopNote {
  /** None: workers are killed. */
  NONE,
  /** Functions look for one. A run that stops lets them finish; who cancels it leaves the note. */
  READ,
  /** Functions look for one, and a run that stops leaves it. */
  LEFT
}
