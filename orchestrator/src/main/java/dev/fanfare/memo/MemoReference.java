package dev.fanfare.memo;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a remembered value, which stays in its memo until it is asked for (joblib's {@code
 * MemorizedResult}). Thread-safe.
 *
 * @param <T> type of the value
 */
public final class MemoReference<T extends @Nullable Object> {

  private final Memo memo;
  private final Call call;

  MemoReference(Memo memo, Call call) {
    this.memo = memo;
    this.call = call;
  }

  /** The key of the value's entry: 64 hexadecimal digits. */
  public String key() {
    return call.key();
  }

  /**
   * The value, read from the memo.
   *
   * @throws NoSuchElementException if it was removed or has expired
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // It was read as the type that the kernel returns.
  public T get() {
    return (T) memo.find(call)
        .orElseThrow(() -> new NoSuchElementException(
            "the value of " + call.task() + " is no longer in memo " + memo))
        .value();
  }

  @Override
  public String toString() {
    return "value of " + call.task() + " in memo " + memo;
  }
}
