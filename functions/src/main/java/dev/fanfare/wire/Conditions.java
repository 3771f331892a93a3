package dev.fanfare.wire;

import dev.fanfare.kernel.Delayed;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conditions that all tasks of a run share.
 *
 * @param level nesting depth of parallel calls
 * @param seed base of the tasks' seeds
 * @param timeoutMillis time limit of a task in milliseconds; 0 for none
 * @param initializer call that each worker makes before its first task; null for none
 */
public record Conditions(
    int level, long seed, long timeoutMillis, @Nullable Delayed<?> initializer) {

  /** The defaults. */
  public static final Conditions NONE = new Conditions(1, 0, 0, null);

  public Conditions {
    if (level < 0) {
      throw new IllegalArgumentException("level must be 0 or more, got: " + level);
    }
    if (timeoutMillis < 0) {
      throw new IllegalArgumentException("timeoutMillis must be 0 or more, got: " + timeoutMillis);
    }
  }

  /** The time limit of a task, if any. */
  public Optional<Duration> timeout() {
    return timeoutMillis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(timeoutMillis));
  }
}
