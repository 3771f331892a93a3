package dev.fanfare.store;

import dev.fanfare.StoreException;
import dev.fanfare.kernel.MalformedMessageException;

/** An object is there, but it is damaged, or is not what its key says. */
public final class UnreadableObjectException extends StoreException {

  public UnreadableObjectException(String key, MalformedMessageException cause) {
    super(key + " cannot be used: " + cause.getMessage(), cause);
  }
}
