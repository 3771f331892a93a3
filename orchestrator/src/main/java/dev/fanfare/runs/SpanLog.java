package dev.fanfare.runs;

import dev.fanfare.StoreException;
import dev.fanfare.report.Attempt;
import dev.fanfare.store.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Writes the spans of a session into the run's folder, many at a time. No outcome depends on them: what
 * a killed process had not written yet is missing in its report, and if they cannot be written, the run
 * goes on. Used by one thread at a time.
 */
final class SpanLog {

  private static final int MOST_CHARACTERS = 256 << 10;
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private final SessionLog log;
  private final LongSupplier ticker;
  private final StringBuilder lines = new StringBuilder();
  private long flushedNanos;
  private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

  /**
   * A log without spans.
   *
   * @param ticker monotonic time in nanoseconds
   */
  SpanLog(SessionLog log, LongSupplier ticker) {
    this.log = log;
    this.ticker = ticker;
    this.flushedNanos = ticker.getAsLong();
  }

  void add(Attempt attempt) {
    if (written.isCompletedExceptionally()) {
      return;
    }
    if (!lines.isEmpty()) {
      lines.append('\n');
    }
    attempt.appendJson(lines);
    if (lines.length() >= MOST_CHARACTERS
        || ticker.getAsLong() - flushedNanos > LONGEST.toNanos()) {
      flush();
    }
  }

  private void flush() {
    if (!lines.isEmpty()) {
      byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
      lines.setLength(0);
      written = CompletableFuture.allOf(written, log.append(bytes));
    }
    flushedNanos = ticker.getAsLong();
  }

  /** Writes what is left. If spans were lost, prints a warning. */
  void close(Consumer<String> warnings) {
    flush();
    try {
      Await.result(written);
    } catch (StoreException e) {
      warnings.accept("cannot record when tasks ran: " + e.getMessage());
    }
  }
}
