package dev.fanfare.store;

import dev.fanfare.wire.Batch;
import java.util.Locale;

/**
 * Names of the objects in a run's folder.
 *
 * @param runId the run
 */
public record RunFolder(String runId) {

  public RunFolder {
    if (!runId.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
      throw new IllegalArgumentException(
          "runId must be at most 128 letters, digits, '.', '_' or '-', the first a letter or digit, got: "
              + runId);
    }
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
