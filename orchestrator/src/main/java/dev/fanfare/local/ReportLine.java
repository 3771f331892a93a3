package dev.fanfare.local;

import java.util.Locale;

/**
 * The line that ends an invocation's log and says what it costs, in the format of Lambda's managed runtimes.
 *
 * @param requestId the invocation's
 * @param durationMs how long the handler ran, in milliseconds
 * @param memoryMb the environment's memory
 * @param maxMemoryMb the most that its process has held, in MB
 * @param initMs how long the environment took to start, in milliseconds, or 0 if this is not its first invocation
 */
record ReportLine(
    String requestId, double durationMs, int memoryMb, long maxMemoryMb, double initMs) {

  /** Whole milliseconds; the start is billed with the first invocation (AWS compute blog, INIT billing since August 2025). */
  long billedMs() {
    return (long) Math.ceil(durationMs + initMs);
  }

  /** Without a line's end; every field is followed by a tab, as in Lambda. */
  @Override
  public String toString() {
    String line = String.format(
        Locale.ROOT,
        "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %d ms\tMemory Size: %d MB\tMax Memory Used: %d MB\t",
        requestId,
        durationMs,
        billedMs(),
        memoryMb,
        maxMemoryMb);
    return initMs > 0
        ? line + String.format(Locale.ROOT, "Init Duration: %.2f ms\t", initMs)
        : line;
  }
}
