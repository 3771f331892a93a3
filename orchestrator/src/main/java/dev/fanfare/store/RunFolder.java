package dev.fanfare.store;

import dev.fanfare.wire.Batch;
import dev.fanfare.wire.RunId;
import java.util.Locale;

/**
 * Names of the objects in a run's folder.
 *
 * @param runId the run
 */
public record RunFolder(String runId) {

  /** How many batches a session may have; no two sessions have one of the same number. */
  public static final long SESSION_BATCHES = 1_000_000_000L;

  public RunFolder {
    RunId.check(runId);
  }

  /** {@code runs/{runId}/}. */
  public String prefix() {
    return "runs/" + runId + "/";
  }

  /** Whether that key, which begins with {@link #prefix}, is of an object that a run has. */
  public boolean isOfRun(String key) {
    String name = key.substring(prefix().length());
    return name.matches("(run|claim|report)[.]json(-[0-9a-f-]{36})?")
        || name.matches("(tasks|sessions|results|inputs|cancelled)/[^/]+");
  }

  /** The manifest. */
  public String manifest() {
    return prefix() + "run.json";
  }

  /** Prefix of the job list's chunks. */
  public String tasks() {
    return prefix() + "tasks/";
  }

  /** A chunk of the job list, from 0. */
  public String tasks(int chunk) {
    return String.format(Locale.ROOT, "%s%08d.jsonl", tasks(), chunk);
  }

  /** Prefix of the sessions. */
  public String sessions() {
    return prefix() + "sessions/";
  }

  /** The beginning of a session, from 1. */
  public String session(int number) {
    return String.format(Locale.ROOT, "%s%04d.json", sessions(), number);
  }

  /** The end of a session. */
  public String sessionEnd(int number) {
    return String.format(Locale.ROOT, "%s%04d-end.json", sessions(), number);
  }

  /** The report of a session. */
  public String sessionReport(int number) {
    return String.format(Locale.ROOT, "%s%04d-report.json", sessions(), number);
  }

  /** Which execution of the schedule has the run, if a schedule began it. */
  public String claim() {
    return prefix() + "claim.json";
  }

  /** The report of the last session that came to an end; of the whole run, once a schedule's is complete. */
  public String report() {
    return prefix() + "report.json";
  }

  /** Prefix of all result objects. */
  public String results() {
    return prefix() + "results/";
  }

  /** Where a batch's outcome goes: {@code runs/{runId}/results/{batchId}-{attempt}.json}. */
  public String result(Batch batch) {
    return result(batch.number(), batch.attempt());
  }

  /** Where the outcome of that attempt at that batch goes. */
  public String result(long batch, int attempt) {
    return results() + name(batch, attempt);
  }

  /** Prefix of all batches that were too large for a payload. */
  public String inputs() {
    return prefix() + "inputs/";
  }

  /** Where a batch lies that is too large for a payload: {@code runs/{runId}/inputs/{batchId}-{attempt}.json}. */
  public String input(Batch batch) {
    return inputs() + name(batch.number(), batch.attempt());
  }

  /** What is there once the session that the batch is of is stopped: {@code runs/{runId}/cancelled/{session}}. */
  public String cancelled(Batch batch) {
    return prefix() + "cancelled/" + (batch.number() / SESSION_BATCHES + 1);
  }

  // Of 12 digits for the first 1,000 sessions, then of 13.
  private static String name(long batch, int attempt) {
    return String.format(Locale.ROOT, "%012d-%d.json", batch, attempt);
  }
}
