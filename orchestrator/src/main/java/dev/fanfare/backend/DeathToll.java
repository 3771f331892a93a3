package dev.fanfare.backend;

/**
 * Counts workers that end before any worker has completed a batch of the run. Too many of them mean
 * that no worker will succeed: then the tasks are not to blame, and each further task would cost
 * three workers. Once a batch is done, single tasks are to blame for deaths. One run at a time;
 * thread-safe.
 */
final class DeathToll {

  /** More deaths than a few deadly tasks at the start of a run can cause. */
  private static final int LEAST = 10;

  private static final int PER_WORKER = 3;

  private final int most;

  // Guarded by this.
  private String runId = "";
  private int deaths;
  private boolean survived;

  /** Creates a counter for that many concurrent workers. */
  DeathToll(int workers) {
    this.most = (int) Math.max(LEAST, Math.min(Integer.MAX_VALUE, (long) PER_WORKER * workers));
  }

  /** A worker completed a batch of that run. */
  synchronized void survived(String run) {
    turnTo(run);
    survived = true;
  }

  /** A worker died with a batch of that run. Returns whether there are now too many deaths. */
  synchronized boolean died(String run) {
    turnTo(run);
    deaths++;
    return !survived && deaths >= most;
  }

  /** The number of deaths so far. */
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
