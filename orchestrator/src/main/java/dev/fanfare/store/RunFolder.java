package dev.fanfare.store;

import dev.fanfare.wire.Batch;
import dev.fanfare.wire.RunId;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of the objects in a run's folder.
 *
 * @param runId the run
 */
public record RunFolder(String runId) {

  /** The maximum number of batches in a session; batch numbers of sessions do not overlap. */
  public static final long SESSION_BATCHES = 1_000_000_000L;

  private static final int SESSION_DIGITS = 9;

  private static final Pattern RESULT =
      Pattern.compile("/(?:(\\d{4,9})-\\d{8}\\.jsonl|(\\d{12,13})-\\d{1,9}\\.json)$");

  public RunFolder {
    RunId.check(runId);
  }

  /** {@code runs/{runId}/}. */
  public String prefix() {
    return "runs/" + runId + "/";
  }

  /** Whether a key that starts with {@link #prefix} is one of a run's objects. */
  public boolean isOfRun(String key) {
    String name = key.substring(prefix().length());
    return name.matches("(run[.]json|claim[.]json|report[.](json|html))(-[0-9a-f-]{36})?")
        || name.matches("(tasks|sessions|results|spans|inputs|cancelled|blobs)/[^/]+");
  }

  /** The manifest. */
  public String manifest() {
    return prefix() + "run.json";
  }

  /** Prefix of the chunks of the job list. */
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

  /** The record of a session, from 1. */
  public String session(int number) {
    return String.format(Locale.ROOT, "%s%04d.json", sessions(), number);
  }

  /** The record of a session's end. */
  public String sessionEnd(int number) {
    return String.format(Locale.ROOT, "%s%04d-end.json", sessions(), number);
  }

  /** The report of a session. */
  public String sessionReport(int number) {
    return String.format(Locale.ROOT, "%s%04d-report.json", sessions(), number);
  }

  /** What had settled each task when a session ended. */
  public String settled(int number) {
    return String.format(Locale.ROOT, "%s%04d-settled.gz", sessions(), number);
  }

  /** The name of the state machine execution that owns a scheduled run. */
  public String claim() {
    return prefix() + "claim.json";
  }

  /**
   * The report of the last session that ended; for a completed scheduled run, that of the whole
   * run.
   */
  public String report() {
    return prefix() + "report.json";
  }

  /** The report as a page. */
  public String page() {
    return prefix() + "report.html";
  }

  /** Prefix of all result objects and logs. */
  public String results() {
    return prefix() + "results/";
  }

  /** The key of a batch's outcome: {@code runs/{runId}/results/{batchId}-{attempt}.json}. */
  public String result(Batch batch) {
    return result(batch.number(), batch.attempt());
  }

  /** The key of the outcome of an attempt at a batch. */
  public String result(long batch, int attempt) {
    return results() + name(batch, attempt);
  }

  /** The session whose outcomes an object under {@link #results} has; 0 if its name does not tell. */
  public int sessionOf(String key) {
    Matcher name = RESULT.matcher(key);
    if (!name.find()) {
      return 0;
    }
    return name.group(2) == null
        ? Integer.parseInt(name.group(1))
        : (int) (Long.parseLong(name.group(2)) / SESSION_BATCHES) + 1;
  }

  /** Prefixes of a session's result objects and logs, and of those of few others; see {@link #sessionOf}. */
  public List<String> resultsOf(int session) {
    String numbers = name((session - 1) * SESSION_BATCHES, 0);
    return List.of(
        results() + numbers.substring(0, numbers.indexOf('-') - SESSION_DIGITS),
        String.format(Locale.ROOT, "%s%04d-", results(), session));
  }

  /**
   * A part, from 1, of the log of a session's outcomes:
   * {@code runs/{runId}/results/{session}-{part}.jsonl}.
   */
  public String log(int session, int part) {
    return String.format(Locale.ROOT, "%s%04d-%08d.jsonl", results(), session, part);
  }

  /** Prefix of all spans. */
  public String spans() {
    return prefix() + "spans/";
  }

  /** A part, from 1, of the spans of a session: {@code runs/{runId}/spans/{session}-{part}.jsonl}. */
  public String spans(int session, int part) {
    return String.format(Locale.ROOT, "%s%04d-%08d.jsonl", spans(), session, part);
  }

  /** Prefix of all batches that are too large for a payload. */
  public String inputs() {
    return prefix() + "inputs/";
  }

  /**
   * The key of a batch that is too large for a payload:
   * {@code runs/{runId}/inputs/{batchId}-{attempt}.json}.
   */
  public String input(Batch batch) {
    return inputs() + name(batch.number(), batch.attempt());
  }

  /** The key of a shared argument: {@code runs/{runId}/blobs/{sha256}}. */
  public String blob(String sha256) {
    return prefix() + keptBlob(sha256);
  }

  /** The key of a shared argument that is kept for all runs: {@code blobs/{sha256}}. */
  public static String keptBlob(String sha256) {
    return "blobs/" + sha256;
  }

  /** {@link #cancelled(int)} of the batch's session. */
  public String cancelled(Batch batch) {
    return cancelled((int) (batch.number() / SESSION_BATCHES) + 1);
  }

  /**
   * The key of the note that exists once a session is stopped, or is to stop:
   * {@code runs/{runId}/cancelled/{session}}.
   */
  public String cancelled(int session) {
    return cancelled() + session;
  }

  /** Prefix of these notes. */
  public String cancelled() {
    return prefix() + "cancelled/";
  }

  // 12 digits for the first 1,000 sessions, then 13.
  private static String name(long batch, int attempt) {
    return String.format(Locale.ROOT, "%012d-%d.json", batch, attempt);
  }
}
