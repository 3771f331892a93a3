/**
 * What is reported about a run: progress lines, times, prices, and files for other viewers.
 *
 * <p>Entry types: {@link dev.fanfare.report.ProgressLines}, {@link dev.fanfare.report.Tally}, {@link
 * dev.fanfare.report.Attempt}.
 *
 * <p>May import: the packages to its left.
 */
@NullMarked
package dev.fanfare.report;

import org.jspecify.annotations.NullMarked;
