package dev.fanfare.runs;

import dev.fanfare.StoreException;
import dev.fanfare.store.Await;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.TaskOutcome;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the outcomes of a run one by one. Neighbors are usually in the same object, so the last few
 * objects are cached. Not thread-safe.
 */
final class SavedOutcomes {

  private static final int KEPT = 16;

  private final ObjectStore objects;
  private final RunFolder folder;
  private final SettledTasks settled;
  private final Map<String, Map<Long, TaskOutcome>> kept =
      new LinkedHashMap<>(KEPT, 0.75f, /* accessOrder= */ true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<Long, TaskOutcome>> eldest) {
          return size() > KEPT;
        }
      };

  SavedOutcomes(ObjectStore objects, RunFolder folder, SettledTasks settled) {
    this.objects = objects;
    this.folder = folder;
    this.settled = settled;
  }

  /**
   * The outcome of a settled task.
   *
   * @param returnType return type of its kernel
   * @throws StoreException if it cannot be read
   */
  public TaskOutcome get(long index, Type returnType) {
    String key = folder.result(settled.batch(index), settled.attempt(index));
    TaskOutcome undecoded = kept.computeIfAbsent(key, this::read).get(index);
    if (undecoded == null) {
      throw new StoreException(key + " does not contain task " + index, null);
    }
    return Codec.decoded(undecoded, returnType);
  }

  private Map<Long, TaskOutcome> read(String key) {
    return Codec.readOutcome(Await.result(objects.get(key))).tasks().stream()
        .collect(Collectors.toMap(TaskOutcome::index, Function.identity(), (first, last) -> last));
  }
}
