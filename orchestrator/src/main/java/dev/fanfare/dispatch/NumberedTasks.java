package dev.fanfare.dispatch;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.wire.Task;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Numbers the calls of an input from 0 as tasks, lazily. Refuses null. Not thread-safe. */
public final class NumberedTasks implements Iterator<Task> {

  private final Iterator<? extends @Nullable Delayed<?>> calls;
  private long index;

  /** The tasks of that input. Nothing else may advance it. */
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
      throw new IllegalArgumentException("task " + index + " must not be null");
    }
    return new Task(index++, call);
  }
}
