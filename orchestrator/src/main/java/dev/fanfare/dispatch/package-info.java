/**
 * How and when tasks are dispatched: the coordinator, the pre-dispatch window, batch sizes,
 * retries, backups.
 *
 * <p>Entry types: {@link dev.fanfare.dispatch.Dispatcher}, {@link dev.fanfare.dispatch.BatchSizer},
 * {@link dev.fanfare.dispatch.BatchCutter}.
 *
 * <p>May import: the packages to its left.
 */
@NullMarked
package dev.fanfare.dispatch;

import org.jspecify.annotations.NullMarked;
