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
 * What a worker has called before its first task: each initializer once, whatever became of it, unless that took too long.
 * Thread-safe.
 */
final class Initializers {

  /** What became of each; empty where it returned. Guarded by this. */
  private final Map<Object, Optional<TaskError>> made = new HashMap<>();

  private @Nullable Delayed<?> latest;
  private Object latestKey = "";

  /** What became of that initializer here: why tasks must not run, or nothing; null if it was not called yet. */
  @SuppressWarnings("NullableOptional") // Three answers, as said above.
  synchronized @Nullable Optional<TaskError> known(Delayed<?> call) {
    return made.get(key(call));
  }

  /** Has {@link #known} tell that from now on. */
  synchronized void remember(Delayed<?> call, Optional<TaskError> error) {
    made.put(key(call), error);
  }

  // A run's initializer is the same object for each of its batches in this JVM, and read anew for
  // each
  // in another: it is known by what travels, or, where it cannot travel, by itself.
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
   * Calls an initializer. It counts as inside of the run, so that a call of Parallel in it does not start processes.
   *
   * @return why its tasks must not run here; empty if they may
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
