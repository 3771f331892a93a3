package dev.fanfare.dispatch;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Task;
import java.util.Collection;
import java.util.Iterator;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A job list: its tasks and, if known, their number (as with Python's {@code len}).
 *
 * @param tasks the tasks; advanced by one thread at a time
 * @param length number of tasks; empty if they are generated lazily
 */
public record Source(Iterator<Task> tasks, OptionalLong length) {

  /**
   * The tasks of a list that will run in other processes. If the list is in memory, checks all
   * tasks first, so that nothing runs if one of them cannot travel.
   *
   * @throws MalformedMessageException if an argument would not arrive exactly
   */
  public static <T> Source checked(Iterable<Delayed<T>> tasks) {
    if (tasks instanceof Collection<?>) {
      long index = 0;
      for (Delayed<T> task : tasks) {
        check(index++, task);
      }
    }
    return of(tasks);
  }

  private static void check(long index, @Nullable Delayed<?> task) {
    if (task == null) {
      // Null tasks are refused where they are numbered.
      return;
    }
    try {
      Codec.check(task);
    } catch (MalformedMessageException e) {
      throw new MalformedMessageException(
          "task " + index + ", " + task + ", cannot run in another process: " + e.getMessage(), e);
    }
  }

  public static <T> Source of(Iterable<Delayed<T>> tasks) {
    OptionalLong length = tasks instanceof Collection<?> collection
        ? OptionalLong.of(collection.size())
        : OptionalLong.empty();
    return new Source(new NumberedTasks(tasks.iterator()), length);
  }

  /** The same tasks, which may run again if they fail. */
  public Source retried() {
    return new Source(
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return tasks.hasNext();
          }

          @Override
          public Task next() {
            return tasks.next().retried(true);
          }
        },
        length);
  }
}
