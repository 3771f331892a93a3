package dev.fanfare.runs;

import dev.fanfare.UnresumableRunException;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Task;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares the recorded job list of a run with the caller's. Not thread-safe. */
final class RecordedList {

  private final RunRecord run;
  private final Runnable wanted;

  /**
   * The recorded list of that run.
   *
   * @param wanted throws if a stop may have cut the caller's list short
   */
  RecordedList(RunRecord run, Runnable wanted) {
    this.run = run;
    this.wanted = wanted;
  }

  /**
   * Compares the list with the recorded one. If the recorded one is incomplete or damaged, records
   * the rest.
   *
   * @return whether anything was written
   * @throws UnresumableRunException if it differs; the message contains the first difference, and
   *     the record is unchanged
   */
  boolean complete(Iterator<Task> now) {
    Iterator<String> before = run.tasks().lines();
    Set<String> kernels = new TreeSet<>();
    List<Task> lost = new ArrayList<>();
    long same = 0;
    while (before.hasNext() && now.hasNext() && lost.isEmpty()) {
      Task task = now.next();
      String line = before.next();
      if (isReadable(line)) {
        requireSame(same++, line, task);
        kernels.add(task.call().kernel().name());
      } else {
        // This line is cut; it and everything after it count as lost.
        lost.add(task);
      }
    }
    if (before.hasNext() && lost.isEmpty()) {
      throw otherLength(same + rest(before), same);
    }
    if (!run.manifest().taskListComplete()) {
      TaskRecorder recorder = TaskRecorder.after(run, same, kernels);
      lost.forEach(task -> recorder.add(task, TaskRecorder.line(task)));
      append(now, recorder);
      return true;
    }
    addLost(now, same, lost);
    if (!lost.isEmpty()) {
      append(lost.iterator(), TaskRecorder.after(run, same, kernels));
    }
    return !lost.isEmpty();
  }

  /** What the record lost of a list whose length is known. */
  private void addLost(Iterator<Task> now, long same, List<Task> lost) {
    long tasks = run.manifest().tasks();
    while (now.hasNext() && same + lost.size() < tasks) {
      lost.add(now.next());
    }
    long found = same + lost.size() + rest(now);
    if (found != tasks) {
      throw otherLength(tasks, found);
    }
  }

  private void append(Iterator<Task> rest, TaskRecorder recorder) {
    rest.forEachRemaining(task -> recorder.add(task, TaskRecorder.line(task)));
    wanted.run();
    recorder.complete();
  }

  private static long rest(Iterator<?> list) {
    long count = 0;
    for (; list.hasNext(); list.next()) {
      count++;
    }
    return count;
  }

  private void requireSame(long index, String before, Task now) {
    if (!before.equals(TaskRecorder.line(now))) {
      throw new UnresumableRunException("the job list of run " + run.manifest().runId()
          + " has changed: task " + index + " was " + readable(before) + " and is now "
          + now.call());
    }
  }

  /** Whether a line is complete; each is a JSON object. */
  private static boolean isReadable(String line) {
    return line.endsWith("]}");
  }

  private static String readable(String line) {
    try {
      return Codec.readJob(line).toString();
    } catch (FanfareException e) {
      return line;
    }
  }

  private UnresumableRunException otherLength(long before, long now) {
    return new UnresumableRunException("the job list of run " + run.manifest().runId() + " had "
        + before + " tasks and now has " + now);
  }
}
