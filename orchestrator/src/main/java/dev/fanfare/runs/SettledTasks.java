package dev.fanfare.runs;

import dev.fanfare.StoreException;
import dev.fanfare.runs.StoredOutcomes.Place;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.TaskOutcome;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which outcome in the store settles each task of a run. An outcome counts only for the task it was
 * computed for, identified by its digest. A success counts before a failure; of several successes
 * the first counts, of several failures the last, ordered by batch and attempt. Uses about 17 bytes
 * per task, 4 more if it is in a log, and 8 per result object. Not thread-safe.
 */
public final class SettledTasks {

  /** Number of objects and blocks of logs to keep: neighbors are usually in the same one. */
  private static final int KEPT = 16;

  /**
   * Combines the number (13 digits) and attempt (6 digits) of an outcome into one ordered 64-bit
   * value.
   */
  private static final int ATTEMPT_BITS = 20;

  private final StoredOutcomes stored;
  private final Digests digests;
  private final long undigested;
  private final BitSet failed = new BitSet();
  private long[] settledBy = new long[1024];

  /** The blocks of logs that contain outcomes. */
  private final List<Place> blocks = new ArrayList<>();

  /** For each task, the block of its outcome, from 1; 0 if that is in an object of its batch. */
  private int[] blockOf = {};

  /** How many failures of an unsettled task let it run again, as far as an index says. */
  private final Map<Long, Integer> retries = new HashMap<>();

  /** Those failures since then: the numbers and attempts of their outcomes, which may be read twice. */
  private final Map<Long, Set<Long>> furtherRetries = new HashMap<>();

  private final ReadResults read = new ReadResults();

  private long count;
  private long foreign;
  private final Map<Place, Map<Long, TaskOutcome>> kept =
      new LinkedHashMap<>(KEPT, 0.75f, /* accessOrder= */ true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Map<Long, TaskOutcome>> eldest) {
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
    this(new StoredOutcomes(objects, folder), Digests.of(lines), undigested);
  }

  private SettledTasks(StoredOutcomes stored, Digests digests, long undigested) {
    this.stored = stored;
    this.digests = digests;
    this.undigested = Math.min(undigested, digests.size());
  }

  /** The same list without outcomes. */
  SettledTasks none() {
    return new SettledTasks(stored, digests, undigested);
  }

  /** The same list without outcomes yet, of a run. */
  static SettledTasks none(ObjectStore objects, RunRecord run) {
    return new SettledTasks(
        objects, new RunFolder(run.runId()), run.tasks().lines(), run.manifest().undigested());
  }

  /**
   * Reads all outcomes of a run. Those that are damaged or of other runs are ignored with a warning.
   *
   * @param warnings receives a line for each ignored object or line of a log
   */
  static SettledTasks gather(ObjectStore objects, RunRecord run, Consumer<String> warnings) {
    SettledTasks settled = none(objects, run);
    settled.gather(run, warnings);
    return settled;
  }

  /** Reads all outcomes. */
  void gather(RunRecord run, Consumer<String> warnings) {
    stored.forEach(stored.keys(), log -> 0, this::add, warnings);
    if (foreign > 0 && run.manifest().taskListComplete()) {
      warnings.accept("ignored outcomes of tasks that are not in the job list: " + foreign);
    }
  }

  /**
   * Reads the outcomes of a session that were not read yet.
   *
   * @return false if one that was read is gone
   */
  boolean readOn(int session, Consumer<String> warnings) {
    List<String> keys = stored.keys(session);
    List<String> fresh = keys.stream()
        .filter(key -> !stored.isObject(key) || !read.has(stored.order(key)))
        .toList();
    boolean complete = keys.size() - fresh.size() == read.count(first(session), first(session + 1));
    stored.forEach(fresh, read::bytes, this::add, warnings);
    return complete;
  }

  /** The session can get no more results. */
  void close(int session) {
    read.close(session, first(session), first(session + 1));
  }

  private static long first(int session) {
    return order((session - 1) * RunFolder.SESSION_BATCHES, 0);
  }

  /** Adds an outcome that has been read from an object of its own. */
  void add(BatchOutcome outcome) {
    add(stored.place(outcome.number(), outcome.attempt()), List.of(outcome));
  }

  /** Adds the outcomes of a place, in any order. */
  void add(Place place, List<BatchOutcome> outcomes) {
    if (!place.isWhole()) {
      blocks.add(place);
      read.add(place.key(), place.offset() + place.length());
    }
    int block = place.isWhole() ? 0 : blocks.size();
    for (BatchOutcome outcome : outcomes) {
      if (place.isWhole()) {
        read.add(order(outcome));
      }
      outcome.tasks().forEach(task -> add(order(outcome), block, task));
    }
  }

  private static long order(BatchOutcome outcome) {
    return order(outcome.number(), outcome.attempt());
  }

  /** The number and attempt of an outcome as one number. */
  static long order(long batch, int attempt) {
    return batch << ATTEMPT_BITS | attempt;
  }

  private void add(long order, int block, TaskOutcome task) {
    if (!isOfList(task)) {
      foreign++;
    } else if (!task.provisional()) {
      settle((int) task.index(), order, block, task.succeeded());
      retries.remove(task.index());
      furtherRetries.remove(task.index());
    } else if (!isSettled(task.index())) {
      // After a provisional outcome, the task may run again; without another one, it is not
      // settled.
      furtherRetries.computeIfAbsent(task.index(), index -> new HashSet<>()).add(order);
    }
  }

  private void settle(int index, long order, int block, boolean success) {
    if (index >= settledBy.length) {
      long room = Math.min(digests.size(), Math.max(index + 1L, 2L * index));
      settledBy = Arrays.copyOf(settledBy, (int) room);
    }
    if (settledBy[index] == 0 || counts(index, order, success)) {
      count += settledBy[index] == 0 ? 1 : 0;
      settledBy[index] = order;
      place(index, block);
      failed.set(index, !success);
    }
  }

  private void place(int index, int block) {
    if (block > 0 && index >= blockOf.length) {
      blockOf = Arrays.copyOf(blockOf, settledBy.length);
    }
    if (index < blockOf.length) {
      blockOf[index] = block;
    }
  }

  /** Whether the outcome counts before the one that the task has so far. */
  private boolean counts(int index, long order, boolean success) {
    if (success == failed.get(index)) {
      return success;
    }
    int compared = Long.compareUnsigned(order, settledBy[index]);
    return success ? compared < 0 : compared > 0;
  }

  private boolean isOfList(TaskOutcome outcome) {
    long index = outcome.index();
    return outcome.digest().isEmpty()
        ? index < undigested
        : digests.matches(index, outcome.digest());
  }

  /** What has been read. */
  ReadResults read() {
    return read;
  }

  /** The blocks of logs that contain outcomes. */
  List<Place> blocks() {
    return blocks;
  }

  /** The number of the block, from 1, of the outcome of a settled task; 0 if it has an object. */
  int block(long index) {
    return index < blockOf.length ? blockOf[(int) index] : 0;
  }

  /** The number and attempt of the outcome of a settled task; see {@link #order}. */
  long order(long index) {
    return settledBy[(int) index];
  }

  /** Takes over what was known before. */
  void restore(int index, long order, int block, boolean success) {
    if (index < 0 || index >= digests.size() || block > blocks.size()) {
      throw new IllegalArgumentException("the job list has no task " + index);
    }
    settle(index, order, block, success);
  }

  /** Takes over how often an unsettled task was to run again. */
  void restoreRetries(long index, int before) {
    retries.put(index, before);
  }

  /** Identifies the settled tasks: SHA-256 of their digests. */
  byte[] identity() {
    return digests.sha256(this::isSettled);
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

  /** How often each unsettled task has failed and was to run again, if it was. */
  Map<Long, Integer> retries() {
    Map<Long, Integer> all = new HashMap<>(retries);
    furtherRetries.forEach((index, orders) -> all.merge(index, orders.size(), Integer::sum));
    return all;
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
   * The outcome of a settled task, read from the store.
   *
   * @param returnType return type of its kernel
   * @throws StoreException if it cannot be read
   */
  TaskOutcome outcome(long index, Type returnType) {
    return Codec.decoded(undecoded(index), returnType);
  }

  /**
   * The outcome of a settled task, read from the store. Its value is JSON.
   *
   * @throws StoreException if it cannot be read
   */
  TaskOutcome undecoded(long index) {
    Place place = place(index);
    TaskOutcome undecoded = kept.computeIfAbsent(place, this::read).get(index);
    if (undecoded == null) {
      throw new StoreException(place.key() + " does not contain task " + index, null);
    }
    return undecoded;
  }

  private Place place(long index) {
    int block = block(index);
    return block == 0 ? stored.place(batch(index), attempt(index)) : blocks.get(block - 1);
  }

  /** The outcomes of a place that count, by task. */
  private Map<Long, TaskOutcome> read(Place place) {
    Map<Long, TaskOutcome> outcomes = new HashMap<>();
    for (BatchOutcome outcome : stored.at(place)) {
      for (TaskOutcome task : outcome.tasks()) {
        if (isSettledBy(order(outcome), task)) {
          outcomes.putIfAbsent(task.index(), task);
        }
      }
    }
    return outcomes;
  }

  private boolean isSettledBy(long order, TaskOutcome task) {
    return isSettled(task.index())
        && settledBy[(int) task.index()] == order
        && isFailed(task.index()) != task.succeeded();
  }

  /** The batch of the outcome that settles the task, which must be settled. */
  long batch(long index) {
    return settledBy[(int) index] >>> ATTEMPT_BITS;
  }

  /** The attempt of that outcome. */
  int attempt(long index) {
    return (int) settledBy[(int) index] & (1 << ATTEMPT_BITS) - 1;
  }
}
