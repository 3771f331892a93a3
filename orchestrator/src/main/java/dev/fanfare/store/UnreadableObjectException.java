package dev.fanfare.store;

import dev.fanfare.wire.MalformedMessageException;

/** An object is there, but it is damaged, or is not what its key says. */
public final class UnreadableObjectException extends StoreException {

  UnreadableObjectException(String key, MalformedMessageException cause) {
    super(key + " cannot be used: " + cause.getMessage(), cause);
  }
}
