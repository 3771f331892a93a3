package dev.fanfare.runs;

import dev.fanfare.kernel.Blob;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SharedContent;
import dev.fanfare.store.Await;
import dev.fanfare.store.StoredBlobs;
import dev.fanfare.wire.SharedArgument;
import dev.fanfare.wire.SharedBytes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The shared arguments of a recorded run: written with its job list, and read when a task that was read
 * from the list needs them in this process. Thread-safe.
 */
final class RecordedBlobs {

  private final StoredBlobs stored;
  private final Set<Blob> written = new HashSet<>();
  private final Map<Blob, SharedContent> read = new ConcurrentHashMap<>();

  RecordedBlobs(StoredBlobs stored) {
    this.stored = stored;
  }

  /** Writes the shared arguments of a call that are not there yet. */
  synchronized void write(Delayed<?> call) {
    for (SharedArgument argument : SharedArgument.of(call)) {
      if (written.add(argument.blob())) {
        Await.result(stored.put(argument));
      }
    }
  }

  /** Lets a call that was read from the list find its shared arguments. */
  Delayed<@Nullable Object> bound(Delayed<@Nullable Object> call) {
    List<SharedArgument> shared = call.hasKernel() ? SharedArgument.of(call) : List.of();
    for (SharedArgument argument : shared) {
      argument
          .shared()
          .bind(() -> read.computeIfAbsent(
              argument.blob(), blob -> new SharedBytes(stored.read(blob), argument.type())));
    }
    return call;
  }
}
