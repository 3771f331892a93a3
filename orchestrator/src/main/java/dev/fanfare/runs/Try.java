package dev.fanfare.runs;

import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;

/**
 * A recorded try of a task. A task has several if it failed and ran again, or if an attempt that was taken for lost has
 * stored its outcome after all.
 *
 * @param batch number of the batch that it was part of
 * @param attempt which try at that batch, from 1
 * @param worker who ran it
 * @param outcome what came of it; its value is not decoded
 */
public record Try(long batch, int attempt, WorkerInfo worker, TaskOutcome outcome) {}
