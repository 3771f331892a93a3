package dev.fanfare;

import dev.fanfare.kernel.FanfareException;
import org.jspecify.annotations.Nullable;

/** A request to the store failed: it is unreachable, full, or refuses the request. */
public class StoreException extends FanfareException {

  private final boolean refused;

  public StoreException(String message, @Nullable Throwable cause) {
    this(message, /* refused= */ false, cause);
  }

  /**
   * A failure.
   *
   * @param refused whether retrying is pointless: no permission, no such bucket
   */
  public StoreException(String message, boolean refused, @Nullable Throwable cause) {
    super(message, cause);
    this.refused = refused;
  }

  /** Whether retrying is pointless because of a missing permission or bucket. */
  public boolean refused() {
    return refused;
  }
}
