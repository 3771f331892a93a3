/**
 * Lambda entries for scheduled runs. The run's folder in the bucket is all the state there is between two
 * invocations.
 */
@NullMarked
package dev.fanfare.schedule;

import org.jspecify.annotations.NullMarked;
