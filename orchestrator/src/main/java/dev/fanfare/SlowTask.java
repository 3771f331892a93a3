package dev.fanfare;

/**
 * A task that took long.
 *
 * @param index its place in the job list, from 0
 * @param task the call, as text
 * @param wallNanos its wall time, in nanoseconds
 */
public record SlowTask(long index, String task, long wallNanos) {}
