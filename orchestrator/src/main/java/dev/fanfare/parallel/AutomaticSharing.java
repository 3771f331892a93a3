package dev.fanfare.parallel;

import dev.fanfare.JobList;
import dev.fanfare.kernel.Blob;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.NotAKernelException;
import dev.fanfare.kernel.Shared;
import dev.fanfare.wire.SharedArgument;
import java.lang.ref.WeakReference;
import java.lang.reflect.Type;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shares large arrays that callers pass as they are, as joblib's {@code max_nbytes} does: an array that
 * several tasks use travels once. An array is known by its identity, and must not change. Used by one
 * thread at a time.
 */
final class AutomaticSharing {

  private final long maxBytes;
  private final List<Known> known = new ArrayList<>();

  /** An array and what names its bytes. */
  private record Known(WeakReference<Object> array, Blob blob) {}

  /**
   * Shares arrays larger than {@code maxBytes}.
   */
  AutomaticSharing(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The same tasks, which share large arrays. The tasks of a file have no array in common. */
  <T extends @Nullable Object> Iterable<Delayed<T>> in(Iterable<Delayed<T>> tasks) {
    if (tasks.getClass() == JobList.class) {
      return tasks;
    }
    if (!(tasks instanceof Collection<Delayed<T>> list)) {
      return () -> iterator(tasks);
    }
    return new AbstractCollection<>() {
      @Override
      public Iterator<Delayed<T>> iterator() {
        return AutomaticSharing.this.iterator(list);
      }

      @Override
      public int size() {
        return list.size();
      }
    };
  }

  private <T extends @Nullable Object> Iterator<Delayed<T>> iterator(Iterable<Delayed<T>> tasks) {
    Iterator<Delayed<T>> all = tasks.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public Delayed<T> next() {
        return sharing(all.next());
      }
    };
  }

  private <T extends @Nullable Object> Delayed<T> sharing(Delayed<T> call) {
    // Null tasks are refused later, when tasks are numbered.
    boolean large = call != null && call.arguments().stream().anyMatch(this::isLarge);
    return large ? sharingLarge(call) : call;
  }

  private boolean isLarge(@Nullable Object argument) {
    return SharedArgument.arrayBytes(argument) > maxBytes;
  }

  private <T extends @Nullable Object> Delayed<T> sharingLarge(Delayed<T> call) {
    List<Type> types;
    try {
      types = call.kernel().parameterTypes();
    } catch (NotAKernelException e) {
      return call;
    }
    List<@Nullable Object> sent = new ArrayList<>(call.sent());
    for (int i = 0; i < sent.size(); i++) {
      Object argument = sent.get(i);
      if (argument != null && isLarge(argument) && types.get(i) == argument.getClass()) {
        sent.set(i, shared(argument));
      }
    }
    return call.sending(sent);
  }

  // Holds no array: a long job list may have one for each task.
  private Shared<?> shared(Object array) {
    known.removeIf(each -> each.array().get() == null);
    for (Known each : known) {
      if (each.array().get() == array) {
        return Shared.of(array, each.blob());
      }
    }
    Shared<?> first = Shared.of(array);
    Blob blob = new SharedArgument(first, array.getClass()).blob();
    known.add(new Known(new WeakReference<>(array), blob));
    return first;
  }
}
