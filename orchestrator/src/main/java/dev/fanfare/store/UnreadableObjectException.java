package dev.fanfare.store;

import dev.fanfare.StoreException;
import dev.fanfare.kernel.MalformedMessageException;

/** An object is damaged or does not match its key. */
public final class UnreadableObjectException extends StoreException {

  public UnreadableObjectException(String key, MalformedMessageException cause) {
    super(key + " is damaged: " + cause.getMessage(), cause);
  }
}
