package dev.fanfare.parallel;

import dev.fanfare.dispatch.NumberedTasks;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.wire.Task;
import java.util.Collection;
import java.util.Iterator;
import java.util.OptionalLong;

/**
 * A job list as it is given: tasks one by one, and how many there are where that is known, as Python's {@code len} knows it.
 *
 * @param tasks is advanced by one thread at a time
 * @param length empty for what is made as it goes
 */
record Source(Iterator<Task> tasks, OptionalLong length) {

  static <T> Source of(Iterable<Delayed<T>> tasks) {
    OptionalLong length = tasks instanceof Collection<?> collection
        ? OptionalLong.of(collection.size())
        : OptionalLong.empty();
    return new Source(new NumberedTasks(tasks.iterator()), length);
  }
}
