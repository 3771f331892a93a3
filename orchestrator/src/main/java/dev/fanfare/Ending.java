package dev.fanfare;

/**
 * How a run ended.
 *
 * @param reason why it ended
 * @param report where the time went
 */
public record Ending(Completion.Reason reason, ElapsedReport report) {}
