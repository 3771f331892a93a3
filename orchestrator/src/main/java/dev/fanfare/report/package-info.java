/**
 * What is reported about a run: progress lines, times and prices.
 *
 * <p>Entry types: {@link dev.fanfare.report.ProgressLines}, {@link dev.fanfare.report.Tally}.
 *
 * <p>May import: the packages to its left.
 */
@NullMarked
package dev.fanfare.report;

import org.jspecify.annotations.NullMarked;
