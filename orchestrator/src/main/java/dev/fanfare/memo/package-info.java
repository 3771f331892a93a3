/**
 * Remembered values of kernels: the key of a call, where its value is stored, and what a run reuses.
 *
 * <p>Entry types: {@link dev.fanfare.memo.Memo}; {@link dev.fanfare.memo.MemoRun} is what a memo knows of one run.
 *
 * <p>May import: the packages to its left, and ASM.
 */
@NullMarked
package dev.fanfare.memo;

import org.jspecify.annotations.NullMarked;
