/**
 * Remembered outcomes of kernels, keyed by code and arguments.
 *
 * <p>Entry types: {@link dev.fanfare.memo.MemoStore} keeps entries in a folder or in S3.
 *
 * <p>May import: the packages to its left.
 */
@NullMarked
package dev.fanfare.memo;

import org.jspecify.annotations.NullMarked;
