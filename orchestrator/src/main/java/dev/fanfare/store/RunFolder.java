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

  public RunFolder {
    RunId.check(runId);
  }

  /** {@code runs/{runId}/}. */
  public String prefix() {
    return "runs/" + runId + "/";
  }

  /** Prefix of all result objects. */
  public String results() {
    return prefix() + "results/";
  }

  /** Where a batch's outcome goes: {@code runs/{runId}/results/{batchId}-{attempt}.json}. */
  public String result(Batch batch) {
    return results() + name(batch);
  }

  /** Prefix of all batches that were too large for a payload. */
  public String inputs() {
    return prefix() + "inputs/";
  }

  /** Where a batch lies that is too large for a payload: {@code runs/{runId}/inputs/{batchId}-{attempt}.json}. */
  public String input(Batch batch) {
    return inputs() + name(batch);
  }

  // Locale.ROOT: other languages have other digits.
  private static String name(Batch batch) {
    return String.format(Locale.ROOT, "%012d-%d.json", batch.number(), batch.attempt());
  }
}
