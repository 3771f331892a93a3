/**
 * Recorded runs: what is written down as a run goes, and what a later process needs to show or resume it.
 *
 * <p>Entry types: {@link dev.fanfare.runs.Runs} finds them, {@link dev.fanfare.runs.SavedRun} is one of them, {@link
 * dev.fanfare.runs.Journal} writes one.
 *
 * <p>May import: the packages to its left.
 */
@NullMarked
package dev.fanfare.runs;

import org.jspecify.annotations.NullMarked;
