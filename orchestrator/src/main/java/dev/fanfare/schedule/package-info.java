/**
 * Lambda handlers for scheduled runs. All state between invocations is in the run's folder in the
 * bucket.
 *
 * <p>Entry types: {@link dev.fanfare.schedule.ScheduledRun} runs the next slice of a job list; {@link
 * dev.fanfare.schedule.RunReport} tells how the run ended.
 *
 * <p>May import: the packages to its left.
 */
@NullMarked
package dev.fanfare.schedule;

import org.jspecify.annotations.NullMarked;
