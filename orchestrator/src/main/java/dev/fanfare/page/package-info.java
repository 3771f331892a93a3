/**
 * A run's report as a page: the attempts of a run aggregated for drawing, and one file that shows them offline.
 *
 * <p>Entry type: {@link dev.fanfare.page.HtmlReport}. Imports {@code wire}, the root package and {@code report}; uses uPlot's files.
 */
@NullMarked
package dev.fanfare.page;

import org.jspecify.annotations.NullMarked;
