package dev.fanfare.memo;

import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.StoreLocation;
import java.time.Clock;
import java.util.function.Consumer;

/** The entries of a memo, and the store that they are in. */
record OpenMemo(ObjectStore objects, MemoStore entries) implements AutoCloseable {

  static OpenMemo in(StoreLocation place, MemoLimits limits, Consumer<String> warnings) {
    ObjectStore objects = place.open();
    try {
      return new OpenMemo(
          objects, MemoStore.open(objects, MemoStore.PREFIX, limits, Clock.systemUTC(), warnings));
    } catch (RuntimeException e) {
      objects.close();
      throw e;
    }
  }

  @Override
  public void close() {
    try (objects) {
      entries.close();
    }
  }
}
