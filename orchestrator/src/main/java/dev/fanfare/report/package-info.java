/**
 * What a run says of itself: progress lines while it goes, time and money when it is over.
 *
 * <p>Entry types: {@link dev.fanfare.report.ProgressLines}, {@link dev.fanfare.report.Progress}.
 *
 * <p>May import: {@code kernel}, {@code wire}, {@code worker}, {@code store}, {@code local}.
 */
@NullMarked
package dev.fanfare.report;

import org.jspecify.annotations.NullMarked;
