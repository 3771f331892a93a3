package dev.fanfare.runs;

import dev.fanfare.StoreException;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.TaskDigest;
import dev.fanfare.wire.TaskOutcome;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which result object settles each task of a run. An outcome counts only for the task it was
 * computed for, identified by its digest. A success counts before a failure; of several successes
 * the first counts, of several failures the last, ordered by batch and attempt. Uses about 17 bytes
 * per task. Not thread-safe.
 */
public final class SettledTasks {

  /** Number of objects to read ahead. */
  private static final int AHEAD = 32;

  /** Number of objects to keep: neighbors are usually in the same one. */
  private static final int KEPT = 16;

  private static final Pattern RESULT = Pattern.compile("(\\d{12,13})-([1-9]\\d{0,5})\\.json");

  /** Temporary files of the embedded S3, also from a killed process. */
  private static final Pattern UNFINISHED = Pattern.compile("[.]json-[0-9a-f-]{36}$");

  /**
   * Combines the number (13 digits) and attempt (6 digits) of a result object into one ordered
   * 64-bit value.
   */
  private static final int ATTEMPT_BITS = 20;

  /** An object whose body is being read. */
  private record Coming(String key, long batch, int attempt, CompletableFuture<byte[]> body) {}

  private final ObjectStore objects;
  private final RunFolder folder;
  private final Digests digests = new Digests();
  private final long undigested;
  private final BitSet failed = new BitSet();
  private long[] settledBy = new long[1024];
  private long count;
  private long foreign;
  private final Map<String, Map<Long, TaskOutcome>> kept =
      new LinkedHashMap<>(KEPT, 0.75f, /* accessOrder= */ true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<Long, TaskOutcome>> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * Starts without outcomes.
   *
   * @param lines the recorded job list
   * @param undigested outcomes without a digest count only for tasks with a lower index
   */
  SettledTasks(ObjectStore objects, RunFolder folder, Iterator<String> lines, long undigested) {
    this.objects = objects;
    this.folder = folder;
    lines.forEachRemaining(line -> digests.add(TaskDigest.of(line)));
    this.undigested = Math.min(undigested, digests.size());
  }

  /**
   * Reads all result objects of a run. Damaged objects and those of other runs are ignored with a
   * warning.
   *
   * @param warnings receives a line for each ignored object
   */
  static SettledTasks gather(ObjectStore objects, RunRecord run, Consumer<String> warnings) {
    SettledTasks settled = new SettledTasks(
        objects, new RunFolder(run.runId()), run.tasks().lines(), run.manifest().undigested());
    settled.gather(warnings);
    if (settled.foreign > 0 && run.manifest().taskListComplete()) {
      warnings.accept("ignored outcomes of tasks that are not in the job list: " + settled.foreign);
    }
    return settled;
  }

  private void gather(Consumer<String> warnings) {
    Queue<Coming> coming = new ArrayDeque<>();
    for (String key : Await.result(objects.list(folder.results()))) {
      ask(key, coming, warnings);
      if (coming.size() > AHEAD) {
        add(coming.remove(), warnings);
      }
    }
    coming.forEach(object -> add(object, warnings));
  }

  private void ask(String key, Queue<Coming> coming, Consumer<String> warnings) {
    Matcher name = RESULT.matcher(key.substring(folder.results().length()));
    if (name.matches()) {
      coming.add(new Coming(
          key, Long.parseLong(name.group(1)), Integer.parseInt(name.group(2)), objects.get(key)));
    } else if (!UNFINISHED.matcher(key).find()) {
      warnings.accept(ignored(key, "its name is not that of a result object"));
    }
  }

  private static String ignored(String key, String why) {
    return "ignored " + key + ": " + why;
  }

  private void add(Coming object, Consumer<String> warnings) {
    try {
      BatchOutcome outcome = Codec.readOutcome(Await.result(object.body()));
      if (isIn(object, outcome)) {
        add(outcome);
      } else {
        warnings.accept(ignored(object.key(), "its content belongs to another run or batch"));
      }
    } catch (MalformedMessageException | NoSuchObjectException e) {
      warnings.accept(ignored(object.key(), String.valueOf(e.getMessage())));
    }
  }

  private boolean isIn(Coming object, BatchOutcome outcome) {
    return outcome.runId().equals(folder.runId())
        && outcome.number() == object.batch()
        && outcome.attempt() == object.attempt();
  }

  /** Adds an outcome, in any order. */
  void add(BatchOutcome outcome) {
    long object = outcome.number() << ATTEMPT_BITS | outcome.attempt();
    outcome.tasks().forEach(task -> add(object, task));
  }

  private void add(long object, TaskOutcome task) {
    if (!isOfList(task)) {
      foreign++;
    } else if (!task.provisional()) {
      // After a provisional outcome, the task may run again; without another one, it is not
      // settled.
      settle((int) task.index(), object, task.succeeded());
    }
  }

  private void settle(int index, long object, boolean success) {
    if (index >= settledBy.length) {
      long room = Math.min(digests.size(), Math.max(index + 1L, 2L * index));
      settledBy = Arrays.copyOf(settledBy, (int) room);
    }
    if (settledBy[index] == 0 || counts(index, object, success)) {
      count += settledBy[index] == 0 ? 1 : 0;
      settledBy[index] = object;
      failed.set(index, !success);
    }
  }

  /** Whether the outcome counts before the one that the task has so far. */
  private boolean counts(int index, long object, boolean success) {
    if (success == failed.get(index)) {
      return success;
    }
    int order = Long.compareUnsigned(object, settledBy[index]);
    return success ? order < 0 : order > 0;
  }

  private boolean isOfList(TaskOutcome outcome) {
    long index = outcome.index();
    return outcome.digest().isEmpty()
        ? index < undigested
        : digests.matches(index, outcome.digest());
  }

  /** The number of tasks in the recorded job list. */
  public long recorded() {
    return digests.size();
  }

  /** The number of tasks that have an outcome. */
  public long settled() {
    return count;
  }

  /** The number of failed tasks. */
  public long failed() {
    return failed.cardinality();
  }

  /** Whether the task has an outcome. */
  public boolean isSettled(long index) {
    return index < settledBy.length && settledBy[(int) index] != 0;
  }

  /** Whether the task has failed. */
  public boolean isFailed(long index) {
    return index < settledBy.length && failed.get((int) index);
  }

  /**
   * The outcome of a settled task, read from its object.
   *
   * @param returnType return type of its kernel
   * @throws StoreException if it cannot be read
   */
  TaskOutcome outcome(long index, Type returnType) {
    String key = folder.result(batch(index), attempt(index));
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

  /** The batch of the object that settles the task, which must be settled. */
  long batch(long index) {
    return settledBy[(int) index] >>> ATTEMPT_BITS;
  }

  /** The attempt of that object. */
  int attempt(long index) {
    return (int) settledBy[(int) index] & (1 << ATTEMPT_BITS) - 1;
  }
}
