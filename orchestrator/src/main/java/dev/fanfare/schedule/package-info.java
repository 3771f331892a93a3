/**
 * Lambda handlers for scheduled runs. All state between invocations is in the run's folder in the
 * bucket.
 */
@NullMarked
package dev.fanfare.schedule;

import org.jspecify.annotations.NullMarked;
