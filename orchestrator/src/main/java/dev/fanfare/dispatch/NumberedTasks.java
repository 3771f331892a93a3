package dev.fanfare.dispatch;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.wire.Task;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The input's calls as tasks, numbered from 0 as they are asked for; null is refused. Not thread-safe. */
public final class NumberedTasks implements Iterator<Task> {

  private final Iterator<? extends @Nullable Delayed<?>> calls;
  private long index;

  /** The tasks of that input, which it alone advances. */
  public NumberedTasks(Iterator<? extends @Nullable Delayed<?>> calls) {
    this.calls = calls;
  }

  @Override
  public boolean hasNext() {
    return calls.hasNext();
  }

  @Override
  public Task next() {
    Delayed<?> call = calls.next();
    if (call == null) {
      throw new IllegalArgumentException("a task must not be null, got: null as task " + index);
    }
    return new Task(index++, call);
  }
}
