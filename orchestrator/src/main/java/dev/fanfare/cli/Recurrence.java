package dev.fanfare.cli;

import dev.fanfare.Outcome;
import dev.fanfare.kernel.Excerpt;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a task that ran again compares with its record.
 *
 * @param recorded the recorded outcome, if any
 * @param again the new outcome
 * @param returnType return type of the kernel
 */
record Recurrence(
    Optional<Outcome<@Nullable Object>> recorded, TaskOutcome again, Type returnType) {

  private static final int MOST_QUOTED = 300;

  /** Whether value or error are as recorded and, if not, what is recorded. */
  String outcome() {
    if (recorded.isEmpty()) {
      return "recorded: nothing, because the run stopped before this task had ended";
    }
    TaskError before = recorded.get().failure();
    TaskError now = again.error();
    if (before == null) {
      Object value = recorded.get().value();
      return now == null && isSame(value)
          ? "same value as recorded"
          : "recorded: " + (now == null ? "another value, " : "the value ") + quoted(value);
    }
    return now != null && before.summary().equals(now.summary())
        ? "same error as recorded"
        : "recorded: failed with " + Excerpt.of(before.summary(), MOST_QUOTED);
  }

  // A set may be written in another order, and an array has no equals method.
  private boolean isSame(@Nullable Object value) {
    return Objects.deepEquals(value, again.value()) || json(value).equals(json(again.value()));
  }

  private String quoted(@Nullable Object value) {
    return Excerpt.of(json(value), MOST_QUOTED);
  }

  /** The value as it would be recorded. */
  private String json(@Nullable Object value) {
    TaskOutcome task = TaskOutcome.of(0, value, Timing.NONE);
    BatchOutcome batch =
        new BatchOutcome("any", 0, 1, new WorkerInfo("any", 0, 1, 1), List.of(task));
    byte[] written = Codec.write(batch, index -> returnType);
    return String.valueOf(Codec.readOutcome(written).tasks().get(0).value());
  }

  /** The times, each next to the recorded one. */
  String times() {
    return "wall " + time(Timing::wallNanos) + "; CPU " + time(Timing::cpuNanos);
  }

  private String time(ToLongFunction<Timing> nanos) {
    long before = recorded.map(outcome -> nanos.applyAsLong(outcome.timing())).orElse(0L);
    // A worker that was lost measured nothing.
    return duration(nanos.applyAsLong(again.timing()))
        + (before == 0 ? "" : " (recorded: " + duration(before) + ")");
  }

  private static String duration(long nanos) {
    if (nanos >= 1_000_000_000) {
      return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }
    return nanos >= 1_000_000
        ? String.format(Locale.ROOT, "%.2f ms", nanos / 1e6)
        : String.format(Locale.ROOT, "%.1f us", nanos / 1e3);
  }
}
