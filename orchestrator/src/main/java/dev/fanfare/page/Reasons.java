package dev.fanfare.page;

import dev.fanfare.kernel.Excerpt;
import dev.fanfare.report.VisibleText;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Why things failed, in groups: reasons that differ only in their numbers are one. Keeps the first {@value #MOST_KNOWN} groups, and
 * shows the largest {@value #MOST_SHOWN} of them; the rest is only counted. Not thread-safe.
 */
final class Reasons {

  static final int MOST_SHOWN = 50;
  private static final int MOST_KNOWN = 2_000;
  private static final int MOST_CHARACTERS = 300;
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /**
   * A group.
   *
   * @param reason that of the least number
   * @param count how many there are
   * @param nanos the time that they took
   * @param first the least number among what failed, such as the index of a task
   */
  record Group(String reason, long count, long nanos, long first) {

    private Group plus(Group other) {
      return new Group(
          first <= other.first ? reason : other.reason,
          count + other.count,
          nanos + other.nanos,
          Math.min(first, other.first));
    }
  }

  /**
   * All groups.
   *
   * @param groups the largest first
   * @param others how many are in no group that is shown
   * @param count how many there are
   * @param nanos the time that they took
   */
  record Summary(List<Group> groups, long others, long count, long nanos) {}

  private final Map<String, Group> groups = new HashMap<>();
  private long count;
  private long nanos;

  /** Something failed. */
  void add(String reason, long number, long tookNanos) {
    count++;
    nanos += tookNanos;
    String text = VisibleText.of(Excerpt.of(reason, MOST_CHARACTERS));
    String key = NUMBER.matcher(text).replaceAll("0");
    if (groups.size() < MOST_KNOWN || groups.containsKey(key)) {
      groups.merge(key, new Group(text, 1, tookNanos, number), Group::plus);
    }
  }

  Summary summary() {
    List<Group> shown = groups.values().stream()
        .sorted(Comparator.comparingLong(Group::count).reversed().thenComparingLong(Group::first))
        .limit(MOST_SHOWN)
        .toList();
    return new Summary(shown, count - shown.stream().mapToLong(Group::count).sum(), count, nanos);
  }
}
