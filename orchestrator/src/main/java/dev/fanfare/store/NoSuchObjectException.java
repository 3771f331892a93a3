package dev.fanfare.store;

import dev.fanfare.StoreException;
import org.jspecify.annotations.Nullable;

/** There is no object with that key. */
public final class NoSuchObjectException extends StoreException {

  public NoSuchObjectException(String key, @Nullable Throwable cause) {
    super("no object " + key, cause);
  }
}
