package dev.fanfare.page;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The first tasks by some order, a limited number of them. Not thread-safe. */
final class FirstTasks {

  /** Tasks in the list of the slowest. */
  static final int SLOWEST = 50;

  /** Tasks in the sample. */
  static final int SAMPLE = 2_000;

  private static final Comparator<SeenTask> TIES =
      Comparator.comparingLong(SeenTask::index).thenComparing(SeenTask::startMicros);

  private final int most;
  private final Comparator<SeenTask> order;
  private final PriorityQueue<SeenTask> kept;

  private FirstTasks(int most, Comparator<SeenTask> order) {
    this.most = most;
    this.order = order;
    kept = new PriorityQueue<>(order.reversed());
  }

  /** The slowest tasks. */
  static FirstTasks slowest() {
    return new FirstTasks(
        SLOWEST, Comparator.comparingLong(SeenTask::wallNanos).reversed().thenComparing(TIES));
  }

  /** A sample that does not depend on the order in which tasks are added: those whose index has the smallest hashes. */
  static FirstTasks sample() {
    return new FirstTasks(
        SAMPLE,
        Comparator.comparingLong((SeenTask task) -> hash(task.index())).thenComparing(TIES));
  }

  // The finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
  // Generators).
  private static long hash(long index) {
    long z = index + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Adds a task if it is among the first so far. */
  void add(SeenTask task) {
    if (kept.size() < most) {
      kept.add(task);
    } else if (order.compare(task, kept.element()) < 0) {
      kept.remove();
      kept.add(task);
    }
  }

  /** The tasks in their order. */
  List<SeenTask> inOrder() {
    return kept.stream().sorted(order).toList();
  }
}
