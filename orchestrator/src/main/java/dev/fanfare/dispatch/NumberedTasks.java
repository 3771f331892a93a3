package dev.fanfare.dispatch;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.wire.Task;
import java.util.Iterator;

/** The input's calls as tasks, numbered from 0 as they are asked for. Not thread-safe. */
public final class NumberedTasks implements Iterator<Task> {

  private final Iterator<? extends Delayed<?>> calls;
  private long index;

  /** The tasks of that input, which it alone advances. */
  public NumberedTasks(Iterator<? extends Delayed<?>> calls) {
    this.calls = calls;
  }

  @Override
  public boolean hasNext() {
    return calls.hasNext();
  }

  @Override
  public Task next() {
    return new Task(index++, calls.next());
  }
}
