package dev.fanfare.page;

import java.time.Instant;

/**
 * What a report says about a run besides its times.
 *
 * @param runId the run
 * @param version version of Fanfare that made it
 * @param backend name of the backend
 * @param created when the run was made
 * @param options its options, as text
 */
public record RunFacts(
    String runId, String version, String backend, Instant created, String options) {}
