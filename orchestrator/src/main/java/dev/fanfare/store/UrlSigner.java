package dev.fanfare.store;

import java.net.URI;

/**
 * Creates presigned URLs, which read or write one object without credentials. Makes no request.
 * Thread-safe.
 */
public interface UrlSigner {

  /**
   * A URL for a PUT with {@code If-None-Match: *}, which succeeds only if there is no object with
   * that key.
   */
  URI putUrl(String key);

  /** A URL that reads the object. */
  URI getUrl(String key);
}
