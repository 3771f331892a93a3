package dev.fanfare.runs;

import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.TaskOutcome;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which result object settles each task of a run. An outcome counts only for the task it was
 * computed for, identified by its digest. A success counts before a failure; of several successes
 * the first counts, of several failures the last, ordered by batch and attempt. Uses about 17 bytes
 * per task. Not thread-safe.
 */
public final class SettledTasks {

  /** Number of objects to read ahead. */
  private static final int AHEAD = 32;

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

  private final String runId;
  private final TaskDigests tasks;
  private final long undigested;
  private final BitSet failed = new BitSet();
  private long[] settledBy = new long[1024];
  private long count;
  private long foreign;

  /**
   * Starts without outcomes.
   *
   * @param tasks digests of the recorded job list
   * @param undigested outcomes without a digest count only for tasks with a lower index
   */
  SettledTasks(String runId, TaskDigests tasks, long undigested) {
    this.runId = runId;
    this.tasks = tasks;
    this.undigested = Math.min(undigested, tasks.size());
  }

  /**
   * Reads all result objects of a run. Damaged objects and those of other runs are ignored with a
   * warning.
   *
   * @param warnings receives a line for each ignored object
   */
  static SettledTasks gather(ObjectStore objects, RunRecord run, Consumer<String> warnings) {
    RunFolder folder = new RunFolder(run.manifest().runId());
    TaskDigests tasks = TaskDigests.of(run.tasks().lines());
    SettledTasks settled =
        new SettledTasks(run.manifest().runId(), tasks, run.manifest().undigested());
    Iterator<String> keys = Await.result(objects.list(folder.results())).iterator();
    Queue<Coming> coming = new ArrayDeque<>();
    while (keys.hasNext() || !coming.isEmpty()) {
      while (keys.hasNext() && coming.size() < AHEAD) {
        ask(objects, folder, keys.next(), coming, warnings);
      }
      Coming next = coming.poll();
      if (next != null) {
        settled.add(next, warnings);
      }
    }
    if (settled.foreign > 0 && run.manifest().taskListComplete()) {
      warnings.accept("ignored outcomes of tasks that are not in the job list: " + settled.foreign);
    }
    return settled;
  }

  private static void ask(
      ObjectStore objects,
      RunFolder folder,
      String key,
      Queue<Coming> coming,
      Consumer<String> warnings) {
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
      if (!outcome.runId().equals(runId)
          || outcome.number() != object.batch()
          || outcome.attempt() != object.attempt()) {
        warnings.accept(ignored(object.key(), "its content belongs to another run or batch"));
      } else {
        add(outcome);
      }
    } catch (MalformedMessageException | NoSuchObjectException e) {
      warnings.accept(ignored(object.key(), String.valueOf(e.getMessage())));
    }
  }

  private boolean isOfList(TaskOutcome outcome) {
    long index = outcome.index();
    return outcome.digest().isEmpty()
        ? index < undigested
        : index < tasks.size() && tasks.matches(index, outcome.digest());
  }

  /** Adds an outcome, in any order. */
  void add(BatchOutcome outcome) {
    long object = outcome.number() << ATTEMPT_BITS | outcome.attempt();
    outcome.tasks().forEach(task -> add(object, task));
  }

  private void add(long object, TaskOutcome task) {
    if (!isOfList(task)) {
      foreign++;
      return;
    }
    if (task.provisional()) {
      // The task may run again; without another outcome, it is not settled.
      return;
    }
    int index = (int) task.index();
    if (index >= settledBy.length) {
      settledBy =
          Arrays.copyOf(settledBy, (int) Math.min(tasks.size(), Math.max(index + 1L, 2L * index)));
    }
    long before = settledBy[index];
    if (before == 0) {
      count++;
    } else if (!counts(object, task.succeeded(), before, !failed.get(index))) {
      return;
    }
    settledBy[index] = object;
    failed.set(index, !task.succeeded());
  }

  private static boolean counts(
      long object, boolean success, long objectBefore, boolean successBefore) {
    if (success != successBefore) {
      return success;
    }
    int order = Long.compareUnsigned(object, objectBefore);
    return success ? order < 0 : order > 0;
  }

  /** The number of tasks in the recorded job list. */
  public long recorded() {
    return tasks.size();
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

  /** The batch of the object that settles the task, which must be settled. */
  long batch(long index) {
    return settledBy[(int) index] >>> ATTEMPT_BITS;
  }

  /** The attempt of that object. */
  int attempt(long index) {
    return (int) settledBy[(int) index] & (1 << ATTEMPT_BITS) - 1;
  }
}
