package dev.fanfare.wire;

import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * The tasks that travel together in one invocation.
 *
 * @param runId the run
 * @param number the batch's number in its run, from 0 in dispatch order
 * @param attempt number of the attempt, from 1
 * @param tasks at least one task, in the order of the job list
 * @param conditions what all tasks share
 */
public record Batch(
    String runId, long number, int attempt, List<Task> tasks, Conditions conditions) {

  public Batch {
    tasks = List.copyOf(tasks);
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("tasks must not be empty");
    }
    RunId.check(runId);
    checkPlace(number, attempt);
  }

  static void checkPlace(long number, int attempt) {
    if (number < 0) {
      throw new IllegalArgumentException("number must not be negative, got: " + number);
    }
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt must be at least 1, got: " + attempt);
    }
  }

  /** A batch with default conditions. */
  public Batch(String runId, long number, int attempt, List<Task> tasks) {
    this(runId, number, attempt, tasks, Conditions.NONE);
  }

  /** The previous attempt, which contained these tasks and perhaps others. This must not be the first. */
  public Batch before() {
    return new Batch(runId, number, attempt - 1, tasks, conditions);
  }

  /** Returns the result type of a task by its index; {@code Object} for tasks of other batches. */
  public LongFunction<Type> returnTypes() {
    Map<Long, Type> byIndex = new HashMap<>();
    tasks.forEach(task -> byIndex.put(task.index(), task.call().returnType()));
    return index -> byIndex.getOrDefault(index, Object.class);
  }

  /** The digests of its tasks by their index. */
  Map<Long, String> digests() {
    Map<Long, String> byIndex = new HashMap<>();
    tasks.forEach(task -> byIndex.put(task.index(), task.digest()));
    return byIndex;
  }

  /** How many tasks it has. */
  public int size() {
    return tasks.size();
  }
}
