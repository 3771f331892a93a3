package dev.fanfare.worker;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.TaskContext;
import dev.fanfare.wire.Conditions;
import dev.fanfare.wire.TaskError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker has called before its first task: each initializer once, whatever became of it.
 * Thread-safe.
 */
final class SetUps {

  /** What became of each, by name and arguments; empty where it returned. Guarded by this. */
  private final Map<List<Object>, Optional<TaskError>> made = new HashMap<>();

  /**
   * Calls the run's initializer, unless this worker has done so already.
   *
   * @return why its tasks must not run here; empty if they may
   */
  synchronized Optional<TaskError> make(Conditions conditions) {
    Delayed<?> call = conditions.setUp();
    if (call == null) {
      return Optional.empty();
    }
    List<Object> key = List.of(call.name(), call.arguments().toString());
    // Not computeIfAbsent: an initializer may do anything, such as running tasks on this worker.
    Optional<TaskError> known = made.get(key);
    if (known == null) {
      known = attempt(call, conditions);
      made.put(key, known);
    }
    return known;
  }

  // It counts as inside of the run, so that a call of Parallel in it does not start processes.
  private static Optional<TaskError> attempt(Delayed<?> call, Conditions conditions) {
    TaskContext outer = new TaskContext(-1, conditions.level(), 0).enter();
    try {
      call.call();
      return Optional.empty();
    } catch (Throwable t) {
      String why = TaskError.of(t).summary();
      return Optional.of(
          TaskError.of(new FanfareException("the initializer failed, " + call + ": " + why, t)));
    } finally {
      outer.enter();
    }
  }
}
