/**
 * Remembered results of kernels.
 *
 * <p>Entry types: {@link dev.fanfare.memo.Code} is what a result depends on besides its arguments,
 * {@link dev.fanfare.memo.Why} explains why a call is not remembered.
 *
 * <p>May import: the packages to its left, and the bytecode library.
 */
@NullMarked
package dev.fanfare.memo;

import org.jspecify.annotations.NullMarked;
