package dev.fanfare.wire;

import dev.fanfare.kernel.Delayed;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every task of a run, wherever it runs.
 *
 * @param level how many parallel calls its tasks are inside of
 * @param seed what the tasks' own seeds are made from
 * @param timeoutMillis what a task may take, in milliseconds; 0: any time
 * @param initializer what a worker calls once before its first task, or null: nothing
 */
public record Conditions(
    int level, long seed, long timeoutMillis, @Nullable Delayed<?> initializer) {

  /** Nothing in particular. */
  public static final Conditions NONE = new Conditions(1, 0, 0, null);

  public Conditions {
    if (level < 0) {
      throw new IllegalArgumentException("level must be 0 or more, got: " + level);
    }
    if (timeoutMillis < 0) {
      throw new IllegalArgumentException("timeoutMillis must be 0 or more, got: " + timeoutMillis);
    }
  }

  /** What a task may take; empty: any time. */
  public Optional<Duration> timeout() {
    return timeoutMillis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(timeoutMillis));
  }
}
