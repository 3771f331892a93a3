package dev.fanfare.page;

import java.time.Instant;
import java.util.List;

/**
 * What a report says about a run besides its times.
 *
 * @param runId the run
 * @param version version of Fanfare that made it
 * @param backend name of the backend
 * @param created when the run was made
 * @param options its options, as text
 * @param missing what is not known of the run, in sentences
 */
public record RunFacts(
    String runId,
    String version,
    String backend,
    Instant created,
    String options,
    List<String> missing) {

  public RunFacts {
    missing = List.copyOf(missing);
  }
}
