/**
 * What callers name: options, outcomes, the report of a run, exceptions, job lists in files.
 *
 * <p>Entry types: {@link dev.fanfare.Outcome}, {@link dev.fanfare.Completion}, {@link dev.fanfare.ElapsedReport},
 * {@link dev.fanfare.JobList}.
 *
 * <p>May import: the functions' packages.
 */
@NullMarked
package dev.fanfare;

import org.jspecify.annotations.NullMarked;
