/**
 * Checks whether this machine, the store and a function are ready for runs, and says how to fix what is not.
 */
@NullMarked
package dev.fanfare.doctor;

import org.jspecify.annotations.NullMarked;
