/**
 * Checks kernels while they are compiled, and writes the index of classes that have some. Runs in the
 * compiler, never in a function.
 */
@NullMarked
package dev.fanfare.processor;

import org.jspecify.annotations.NullMarked;
