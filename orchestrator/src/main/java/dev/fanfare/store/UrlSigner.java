package dev.fanfare.store;

import java.net.URI;

/** Makes URLs through which somebody without credentials reads or writes one object. Signed here, without asking anybody. Thread-safe. */
public interface UrlSigner {

  /** A URL that takes one PUT with {@code If-None-Match: *}: only if there is no object of that key. */
  URI putUrl(String key);

  /** A URL that gives the object. */
  URI getUrl(String key);
}
