package dev.fanfare.runs;

import dev.fanfare.UnresumableRunException;
import dev.fanfare.dispatch.Source;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Records a job list while it is read. Thread-safe: the thread that reads the input may still be
 * waiting for it when the run's thread calls {@link #stop}.
 */
final class TaskRecorder {

  private final RunRecord run;
  private final TaskList.Writer writer;
  private final long known;
  private final Set<String> kernels;
  private final boolean retried;

  /** The digests of a list that is read twice, so that they are computed once. */
  private @Nullable Digests digests;

  private long taken;
  private boolean over;

  private volatile boolean neverStarted;

  private TaskRecorder(RunRecord run, long known, Set<String> kernels, boolean retried) {
    this.run = run;
    this.writer = run.tasks().writerAfter(known);
    this.known = known;
    this.kernels = kernels;
    this.retried = retried;
    this.taken = known;
  }

  /**
   * Records a list from its start.
   *
   * @param retried whether its tasks may run again if they fail
   */
  static TaskRecorder of(RunRecord run, boolean retried) {
    return new TaskRecorder(run, 0, new TreeSet<>(), retried);
  }

  /**
   * Compares a list with the recorded one. If the recorded one is incomplete or damaged, records
   * the rest.
   *
   * @param wanted throws if a stop may have cut the list short
   * @return whether anything was written
   * @throws UnresumableRunException if it differs; the message contains the first difference, and
   *     the record is unchanged
   */
  static boolean takeList(RunRecord run, Iterator<Task> now, Runnable wanted) {
    Overlap common = overlap(run, now);
    if (run.manifest().taskListComplete()) {
      addLost(run, now, common);
      if (common.lost().isEmpty()) {
        return false;
      }
    }
    new TaskRecorder(run, common.tasks(), common.kernels(), /* retried= */ false)
        .addRest(common.lost(), now, wanted);
    return true;
  }

  /**
   * What a list has in common with the recorded one.
   *
   * @param tasks number of tasks that are the same
   * @param kernels the kernels that they call
   * @param lost tasks after them that the record has lost
   */
  private record Overlap(long tasks, Set<String> kernels, List<Task> lost) {}

  private static Overlap overlap(RunRecord run, Iterator<Task> now) {
    Iterator<String> before = run.tasks().lines();
    Set<String> kernels = new TreeSet<>();
    long same = 0;
    for (; before.hasNext() && now.hasNext(); same++) {
      Task task = now.next();
      String line = before.next();
      if (!isReadable(line)) {
        // This line is cut; it and everything after it count as lost.
        return new Overlap(same, kernels, new ArrayList<>(List.of(task)));
      }
      requireSame(run, line, task);
      kernels.add(task.call().kernel().name());
    }
    if (before.hasNext()) {
      throw otherLength(run, same + rest(before), same);
    }
    return new Overlap(same, kernels, new ArrayList<>());
  }

  /** Whether a line is complete; each is a JSON object. */
  private static boolean isReadable(String line) {
    return line.endsWith("]}");
  }

  private static void requireSame(RunRecord run, String before, Task now) {
    if (!Codec.isSameCall(before, TaskList.line(now))) {
      throw new UnresumableRunException("the job list of run " + run.runId() + " has changed: task "
          + now.index() + " was " + readable(before) + " and is now " + now.call());
    }
  }

  private static String readable(String line) {
    try {
      return Codec.readRecorded(line).toString();
    } catch (FanfareException e) {
      return line;
    }
  }

  /** What the record lost of a list whose length is known. */
  private static void addLost(RunRecord run, Iterator<Task> now, Overlap common) {
    long tasks = run.manifest().tasks();
    while (now.hasNext() && common.tasks() + common.lost().size() < tasks) {
      common.lost().add(now.next());
    }
    long found = common.tasks() + common.lost().size() + rest(now);
    if (found != tasks) {
      throw otherLength(run, tasks, found);
    }
  }

  private static long rest(Iterator<?> list) {
    long count = 0;
    for (; list.hasNext(); list.next()) {
      count++;
    }
    return count;
  }

  private static UnresumableRunException otherLength(RunRecord run, long before, long now) {
    return new UnresumableRunException(
        "the job list of run " + run.runId() + " had " + before + " tasks and now has " + now);
  }

  private void addRest(List<Task> lost, Iterator<Task> now, Runnable wanted) {
    lost.forEach(this::record);
    now.forEachRemaining(this::record);
    wanted.run();
    complete();
  }

  /**
   * Records a list that is in memory; {@link #recorded} then writes nothing.
   *
   * @param fixed whether the list and its arguments cannot change, so that digests are kept
   */
  void addAll(Source list, boolean fixed, Runnable wanted) {
    Digests kept = new Digests();
    while (list.tasks().hasNext()) {
      long digest = record(list.tasks().next());
      if (fixed) {
        kept.add(digest);
      }
    }
    digests = fixed ? kept : null;
    if (list.length().orElse(taken) != taken) {
      wanted.run();
    }
    complete();
  }

  /** The same tasks, each of which is recorded as it is taken, with the data to be recorded with its outcome. */
  Source recorded(Source list) {
    return new Source(new Recorded(list.tasks()), list.length());
  }

  private final class Recorded implements Iterator<Task> {
    private final Iterator<Task> tasks;

    Recorded(Iterator<Task> tasks) {
      this.tasks = tasks;
    }

    @Override
    public boolean hasNext() {
      boolean more = tasks.hasNext();
      if (!more) {
        complete();
      }
      return more;
    }

    @Override
    public Task next() {
      Task task = tasks.next();
      long digest = digests == null ? record(task) : digests.of(task.index());
      return new Task(task.index(), task.call(), TaskDigest.text(digest), retried);
    }
  }

  /** Records a task and returns its digest. */
  private long record(Task task) {
    String line;
    try {
      line = TaskList.line(task);
    } catch (IllegalArgumentException e) {
      neverStarted = taken() == 0;
      throw e;
    }
    append(task, line);
    return TaskDigest.of(line);
  }

  private synchronized long taken() {
    return taken;
  }

  /** Whether the first task was refused while it was read. Then no run is to be left behind. */
  boolean neverStarted() {
    return neverStarted;
  }

  private synchronized void append(Task task, String line) {
    if (!over) {
      writer.keepShared(task.call());
      writer.append(line);
      kernels.add(task.call().kernel().name());
      taken++;
    }
  }

  /** Records that the list is complete. */
  private void complete() {
    end(/* complete= */ true);
  }

  /** Records what was read if the end was not reached. Nothing is written afterwards. */
  void stop() {
    end(/* complete= */ false);
  }

  private synchronized void end(boolean complete) {
    if (!over) {
      over = true;
      writer.flush();
      run.updateTaskList(taken, complete, List.copyOf(kernels), known);
    }
  }
}
