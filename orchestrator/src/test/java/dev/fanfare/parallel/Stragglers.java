package dev.fanfare.parallel;

/** Threads of a run that is over: one that had taken a task when the run was stopped may begin it after that. */
final class Stragglers {

  private Stragglers() {}

  /** Waits until no thread of the threads backend is left in this JVM. */
  static void await() {
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("fanfare-thread"))) {
      Thread.onSpinWait();
    }
  }
}
