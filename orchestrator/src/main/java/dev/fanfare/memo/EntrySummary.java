package dev.fanfare.memo;

import java.time.Instant;

/**
 * What is known of a stored entry without reading it.
 *
 * @param key as in {@link Entry}
 * @param kernel as in {@link Entry}
 * @param code as in {@link Entry}
 * @param bytes its share of the store, compressed
 * @param created when it was remembered, to the millisecond
 * @param lastUse when the last run that found it ended, or when it was created
 */
public record EntrySummary(
    String key, String kernel, String code, long bytes, Instant created, Instant lastUse) {}
