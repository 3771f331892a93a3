/**
 * Kernels: how a method becomes one, how it is named and found, and the kernels that Fanfare brings.
 *
 * <p>Entry types: {@link dev.fanfare.kernel.Kernel}, {@link dev.fanfare.kernel.Delayed}, {@link dev.fanfare.kernel.Kernels}.
 *
 * <p>May import: the JDK alone.
 */
@NullMarked
package dev.fanfare.kernel;

import org.jspecify.annotations.NullMarked;
