package dev.fanfare;

import dev.fanfare.kernel.FanfareException;
import org.jspecify.annotations.Nullable;

/** The store cannot do what it is asked for: it cannot be reached, it is full, or it refuses. */
public class StoreException extends FanfareException {

  private final boolean refused;

  public StoreException(String message, @Nullable Throwable cause) {
    this(message, /* refused= */ false, cause);
  }

  /**
   * A failure.
   *
   * @param refused whether it will not do it later either: no permission, no such bucket
   */
  public StoreException(String message, boolean refused, @Nullable Throwable cause) {
    super(message, cause);
    this.refused = refused;
  }

  /** Whether asking again is no use: there is no permission, or no such bucket. */
  public boolean refused() {
    return refused;
  }
}
