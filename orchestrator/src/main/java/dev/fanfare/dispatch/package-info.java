/**
 * How tasks become batches and when they leave: the pre-dispatch window, batch sizes, and the arithmetic that cuts batches.
 *
 * <p>Entry types: {@link dev.fanfare.dispatch.PreDispatch}, {@link dev.fanfare.dispatch.BatchSize},
 * {@link dev.fanfare.dispatch.BatchSizer}, {@link dev.fanfare.dispatch.BatchCutter}.
 *
 * <p>May import: {@code kernel}, {@code wire}, {@code worker}, {@code store}, {@code local}, {@code report}, {@code backend}.
 */
@NullMarked
package dev.fanfare.dispatch;

import org.jspecify.annotations.NullMarked;
