/**
 * Runs batches, in a function's execution environment or in this JVM.
 *
 * <p>Entry types: {@link dev.fanfare.worker.WorkerHandler}, {@link dev.fanfare.worker.Worker}.
 *
 * <p>May import: {@code kernel}, {@code wire}; Lambda's types only in {@code WorkerHandler}.
 */
@NullMarked
package dev.fanfare.worker;

import org.jspecify.annotations.NullMarked;
