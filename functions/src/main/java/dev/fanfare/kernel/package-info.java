/**
 * Kernels: the annotation, names and lookup, and the kernels that come with Fanfare.
 *
 * <p>Entry types: {@link dev.fanfare.kernel.Kernel}, {@link dev.fanfare.kernel.Delayed},
 * {@link dev.fanfare.kernel.Kernels}.
 *
 * <p>May import: only the JDK.
 */
@NullMarked
package dev.fanfare.kernel;

import org.jspecify.annotations.NullMarked;
