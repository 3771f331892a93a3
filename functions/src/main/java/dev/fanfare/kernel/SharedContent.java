package dev.fanfare.kernel;

import java.nio.ByteBuffer;

/** Reads the value of a {@link Shared} that came from another process. Thread-safe. */
public interface SharedContent {

  /** The value: the same instance for all who use it at the same time. */
  Object value();

  /** Its bytes, read-only and in little-endian order. The buffer is the caller's own. */
  ByteBuffer bytes();
}
