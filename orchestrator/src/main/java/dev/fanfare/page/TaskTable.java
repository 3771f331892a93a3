package dev.fanfare.page;

import dev.fanfare.report.VisibleText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tasks in columns, as {@code report.html} has them. Times as in {@link SeenTask}.
 *
 * @param workers places in {@code names}, or -1
 * @param failed places of tasks that failed
 * @param texts calls as text; empty if not known
 * @param names workers that occur
 */
@SuppressWarnings("ArrayRecordComponent")
record TaskTable(
    long[] indices,
    long[] startMicros,
    long[] wallNanos,
    long[] cpuNanos,
    int[] workers,
    int[] threads,
    int[] attempts,
    List<Integer> failed,
    List<String> texts,
    List<String> names) {

  /** Those tasks. */
  static TaskTable of(List<SeenTask> tasks, Map<Long, String> texts) {
    List<String> names = tasks.stream()
        .map(SeenTask::worker)
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
    List<Integer> failed = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      if (tasks.get(i).failed()) {
        failed.add(i);
      }
    }
    return new TaskTable(
        tasks.stream().mapToLong(SeenTask::index).toArray(),
        tasks.stream().mapToLong(SeenTask::startMicros).toArray(),
        tasks.stream().mapToLong(SeenTask::wallNanos).toArray(),
        tasks.stream().mapToLong(SeenTask::cpuNanos).toArray(),
        places(tasks, names),
        tasks.stream().mapToInt(SeenTask::thread).toArray(),
        tasks.stream().mapToInt(SeenTask::attempt).toArray(),
        failed,
        tasks.stream().map(task -> texts.getOrDefault(task.index(), "")).toList(),
        names.stream().map(VisibleText::of).toList());
  }

  private static int[] places(List<SeenTask> tasks, List<String> names) {
    Map<String, Integer> places = new HashMap<>();
    names.forEach(name -> places.put(name, places.size()));
    return tasks.stream()
        .mapToInt(task -> places.getOrDefault(task.worker(), -1))
        .toArray();
  }
}
