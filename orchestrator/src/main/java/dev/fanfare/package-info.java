/**
 * The types that callers use: options, outcomes, reports, exceptions, job lists.
 *
 * <p>Entry types: {@link dev.fanfare.Outcome}, {@link dev.fanfare.Completion},
 * {@link dev.fanfare.ElapsedReport}, {@link dev.fanfare.JobList}.
 *
 * <p>May import: kernel, wire and worker.
 */
@NullMarked
package dev.fanfare;

import org.jspecify.annotations.NullMarked;
