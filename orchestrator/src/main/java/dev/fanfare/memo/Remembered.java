package dev.fanfare.memo;

import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.wire.Codec;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A remembered value.
 *
 * @param wallNanos how long it once took to compute
 */
record Remembered(@Nullable Object value, long wallNanos) {

  /** The value of an entry; empty if it cannot be read as that type, as after a change of an untracked class. */
  static Optional<Remembered> of(Entry entry, Type returnType) {
    try {
      return Optional.of(
          new Remembered(Codec.readResult(entry.value(), returnType), entry.wallNanos()));
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
  }
}
