package dev.fanfare.store;

import dev.fanfare.StoreException;
import org.jspecify.annotations.Nullable;

/** There is no object of that key. */
public final class NoSuchObjectException extends StoreException {

  public NoSuchObjectException(String key, @Nullable Throwable cause) {
    super("there is no object " + key, cause);
  }
}
