/**
 * What crosses a process: records, and the one JSON codec that writes and reads them.
 *
 * <p>Entry types: {@link dev.fanfare.wire.Batch}, {@link dev.fanfare.wire.BatchOutcome}, {@link dev.fanfare.wire.Codec}.
 *
 * <p>May import: {@code kernel} and the JSON library.
 */
@NullMarked
package dev.fanfare.wire;

import org.jspecify.annotations.NullMarked;
