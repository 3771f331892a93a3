package dev.fanfare.dump;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes a dump may have after decompression. Its head states the number, so nothing is allocated for a dump that
 * is refused.
 *
 * @param storedBytes bytes of the dump as it is stored
 * @param maxBytes the caller's limit; null for the usual one
 */
record Limit(long storedBytes, @Nullable Long maxBytes) {

  /** A dump up to this size is never taken for a bomb. */
  static final long HARMLESS_BYTES = 256L << 20;

  /** Above that, a dump may grow to as many times its size. */
  static final long MOST_GROWTH = 1_000;

  void check(long bytes) throws Refusal {
    if (maxBytes != null) {
      if (bytes > maxBytes) {
        throw refusal("it has %,d bytes when decompressed, maxBytes is %,d", bytes, maxBytes);
      }
      return;
    }
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap) {
      throw refusal(
          "it has %,d bytes when decompressed, the heap at most %,d: raise -Xmx", bytes, heap);
    }
    if (bytes > HARMLESS_BYTES && bytes / MOST_GROWTH > storedBytes) {
      throw refusal(
          "its %,d bytes would become %,d, as those of a decompression bomb; if you trust it, pass maxBytes",
          storedBytes, bytes);
    }
  }

  private static Refusal refusal(String rule, Object... numbers) {
    return new Refusal(String.format(Locale.ROOT, rule, numbers));
  }
}
