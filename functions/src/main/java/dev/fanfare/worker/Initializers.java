package dev.fanfare.worker;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.TaskContext;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Conditions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The initializers that a worker has called. Each is called once, even if it fails, unless it took
 * too long. Thread-safe.
 */
final class Initializers {

  /** The error of each; empty if it returned. Guarded by this. */
  private final Map<Object, Optional<TaskError>> made = new HashMap<>();

  private @Nullable Delayed<?> latest;
  private Object latestKey = "";

  /**
   * The result of an initializer: the reason why tasks must not run, or empty; null if it was not
   * called yet.
   */
  @SuppressWarnings("NullableOptional") // Three answers, as said above.
  synchronized @Nullable Optional<TaskError> known(Delayed<?> call) {
    return made.get(key(call));
  }

  /** Remembers the result for {@link #known}. */
  synchronized void remember(Delayed<?> call, Optional<TaskError> error) {
    made.put(key(call), error);
  }

  // In this JVM, an initializer is the same object for all batches of a run; in another, it is
  // decoded for each batch. It is identified by its encoded form or, if it cannot travel, by
  // itself.
  private Object key(Delayed<?> call) {
    if (call != latest) {
      latest = call;
      latestKey = text(call);
    }
    return latestKey;
  }

  private static Object text(Delayed<?> call) {
    try {
      return Codec.writeJob(call);
    } catch (FanfareException e) {
      return call;
    }
  }

  /**
   * Calls an initializer. It counts as inside the run, so that a nested Parallel does not start
   * processes.
   *
   * @return why tasks must not run here; empty if they may
   */
  static Optional<TaskError> attempt(Delayed<?> call, Conditions conditions) {
    try (TaskContext.Scope scope = new TaskContext(-1, conditions.level(), 0).enter()) {
      call.call();
      return Optional.empty();
    } catch (Throwable t) {
      String why = TaskError.of(t).summary();
      return Optional.of(
          TaskError.of(new FanfareException("the initializer failed, " + call + ": " + why, t)));
    }
  }
}
