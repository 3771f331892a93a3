package dev.fanfare.store;

import dev.fanfare.wire.Batch;

/**
 * Names of the objects in a run's folder.
 *
 * @param runId the run
 */
public record RunFolder(String runId) {

  public RunFolder {
    if (!runId.matches("[A-Za-z0-9._-]{1,128}")) {
      throw new IllegalArgumentException(
          "runId must be letters, digits, '.', '_' or '-', got: " + runId);
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
    return "%s%012d-%d.json".formatted(results(), batch.number(), batch.attempt());
  }
}
