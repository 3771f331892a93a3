/**
 * Recorded runs: records a run while it runs, and reads the record to show or resume it.
 *
 * <p>Entry types: {@link dev.fanfare.runs.Runs} finds runs, {@link dev.fanfare.runs.SavedRun} is
 * one run, {@link dev.fanfare.runs.Journal} records one.
 *
 * <p>May import: the packages to its left.
 */
@NullMarked
package dev.fanfare.runs;

import org.jspecify.annotations.NullMarked;
