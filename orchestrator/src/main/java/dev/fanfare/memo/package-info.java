/**
 * Remembered values of kernels: what names a call, its value's place, and what a run takes from there.
 *
 * <p>Entry types: {@link dev.fanfare.memo.Memo}; {@link dev.fanfare.memo.MemoRun} is what a memo knows of one run.
 *
 * <p>May import: the packages to its left, and ASM.
 */
@NullMarked
package dev.fanfare.memo;

import org.jspecify.annotations.NullMarked;
