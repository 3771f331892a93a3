package dev.fanfare.report;

import dev.fanfare.SlowTask;
import dev.fanfare.wire.Task;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The slowest tasks of a run while it runs. Not thread-safe. */
final class Slowest {

  private record Timed(Task task, long wallNanos) {}

  private final int most;
  private final PriorityQueue<Timed> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Timed::wallNanos));

  /** Of which that many are kept. */
  Slowest(int most) {
    this.most = most;
  }

  void add(Task task, long wallNanos) {
    Timed quickest = tasks.peek();
    if (quickest == null || tasks.size() < most) {
      tasks.add(new Timed(task, wallNanos));
    } else if (wallNanos > quickest.wallNanos()) {
      tasks.remove();
      tasks.add(new Timed(task, wallNanos));
    }
  }

  /** Slowest first. */
  List<SlowTask> inOrder() {
    return tasks.stream()
        .sorted(Comparator.comparingLong(Timed::wallNanos).reversed())
        .map(one -> new SlowTask(one.task().index(), one.task().call().toString(), one.wallNanos()))
        .toList();
  }
}
