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
 * A job list as it is given: tasks one by one, and how many there are where that is known, as Python's {@code len} knows it.
 *
 * @param tasks is advanced by one thread at a time
 * @param length empty for what is made as it goes
 */
public record Source(Iterator<Task> tasks, OptionalLong length) {

  /**
   * The tasks of a list that go to other processes. Where they are there already they are looked through first: nothing runs if
   * one of them cannot go.
   *
   * @throws MalformedMessageException if an argument would not arrive as it is
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
      // Refused where it is numbered.
      return;
    }
    try {
      Codec.check(task);
    } catch (MalformedMessageException e) {
      throw new MalformedMessageException(
          "task " + index + ", " + task + ", cannot go to another process: " + e.getMessage(), e);
    }
  }

  public static <T> Source of(Iterable<Delayed<T>> tasks) {
    OptionalLong length = tasks instanceof Collection<?> collection
        ? OptionalLong.of(collection.size())
        : OptionalLong.empty();
    return new Source(new NumberedTasks(tasks.iterator()), length);
  }
}
