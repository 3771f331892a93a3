package dev.fanfare.runs;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which results of a run have been read, so that none is read again: all those of a session that can get
 * no more, and of other sessions, these objects and this part of their logs. Not thread-safe.
 */
final class ReadResults {

  private final Set<Integer> closed = new TreeSet<>();
  private final Map<String, Long> logs = new TreeMap<>();
  /** Ascending if {@link #sorted}. */
  private long[] objects = new long[16];

  private int size;
  private boolean sorted = true;

  /** A result object was read, known by the order of its outcome. */
  void add(long order) {
    if (size == objects.length) {
      objects = Arrays.copyOf(objects, 2 * size);
    }
    long signed = signed(order);
    sorted &= size == 0 || signed > objects[size - 1];
    objects[size++] = signed;
  }

  /** A log was read up to that byte. */
  void add(String log, long bytes) {
    logs.merge(log, bytes, Math::max);
  }

  boolean has(long order) {
    return Arrays.binarySearch(objects(), 0, size, signed(order)) >= 0;
  }

  /** How much of that log was read. */
  long bytes(String log) {
    return logs.getOrDefault(log, 0L);
  }

  boolean isClosed(int session) {
    return closed.contains(session);
  }

  /**
   * All results of that session were read, and it can get no more.
   *
   * @param first the order of its first outcome
   * @param end the one of the next session's
   */
  void close(int session, long first, long end) {
    closed.add(session);
    int from = place(first);
    int to = place(end);
    System.arraycopy(objects, to, objects, from, size - to);
    size -= to - from;
  }

  /** The number of different objects from that order on, before the other. */
  int count(long first, long end) {
    return place(end) - place(first);
  }

  private int place(long order) {
    int found = Arrays.binarySearch(objects(), 0, size, signed(order));
    return found < 0 ? -found - 1 : found;
  }

  Set<Integer> closed() {
    return closed;
  }

  Map<String, Long> logs() {
    return logs;
  }

  /** The objects of sessions that are not closed, ascending. */
  long[] sortedObjects() {
    return Arrays.stream(objects(), 0, size).map(ReadResults::signed).toArray();
  }

  /** Orders are unsigned. */
  private static long signed(long order) {
    return order ^ Long.MIN_VALUE;
  }

  private long[] objects() {
    if (!sorted) {
      Arrays.sort(objects, 0, size);
      sorted = true;
      dropDoubles();
    }
    return objects;
  }

  private void dropDoubles() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (kept == 0 || objects[i] != objects[kept - 1]) {
        objects[kept++] = objects[i];
      }
    }
    size = kept;
  }
}
