/**
 * What a run says of itself: progress lines while it goes, time and money when it is over.
 *
 * <p>Entry types: {@link dev.fanfare.report.ProgressLines}, {@link dev.fanfare.report.Tally}.
 *
 * <p>May import: the packages to its left.
 */
@NullMarked
package dev.fanfare.report;

import org.jspecify.annotations.NullMarked;
