package dev.fanfare.backend;

/**
 * Counts the workers that end before any has done a batch of its run. Too many of them mean that none will: the tasks are not to
 * blame, and trying on costs three workers for each. Once a batch is done, deaths are the doing of single tasks. One run at a time;
 * thread-safe.
 */
final class DeathToll {

  /** More than a few deadly tasks can cause that happen to come first. */
  private static final int LEAST = 10;

  private static final int PER_WORKER = 3;

  private final int most;

  // Guarded by this.
  private String runId = "";
  private int deaths;
  private boolean survived;

  /** For so many workers at once. */
  DeathToll(int workers) {
    this.most = (int) Math.max(LEAST, Math.min(Integer.MAX_VALUE, (long) PER_WORKER * workers));
  }

  /** A worker has done a batch of that run. */
  synchronized void survived(String run) {
    turnTo(run);
    survived = true;
  }

  /** A worker has died with a batch of that run. Returns whether that is one too many. */
  synchronized boolean died(String run) {
    turnTo(run);
    deaths++;
    return !survived && deaths >= most;
  }

  /** How many have died so far. */
  synchronized int deaths() {
    return deaths;
  }

  private void turnTo(String run) {
    if (!run.equals(runId)) {
      runId = run;
      deaths = 0;
      survived = false;
    }
  }
}
