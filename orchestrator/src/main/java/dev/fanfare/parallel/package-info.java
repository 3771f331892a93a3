/**
 * The public API: joblib's {@code Parallel} in Java.
 *
 * <p>Entry types: {@link dev.fanfare.parallel.Parallel}.
 *
 * <p>May import: the packages to its left.
 */
@NullMarked
package dev.fanfare.parallel;

import org.jspecify.annotations.NullMarked;
