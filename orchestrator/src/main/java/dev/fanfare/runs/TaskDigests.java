package dev.fanfare.runs;

import dev.fanfare.wire.TaskDigest;
import java.util.Arrays;
import java.util.Iterator;

/** The digests of a recorded job list, by the tasks' places: eight bytes a task. Immutable. */
final class TaskDigests {

  private final long[] digests;

  private TaskDigests(long[] digests) {
    this.digests = digests;
  }

  /** Those of the lines, which are read to their end. */
  static TaskDigests of(Iterator<String> lines) {
    long[] digests = new long[1024];
    int count = 0;
    for (; lines.hasNext(); count++) {
      if (count == digests.length) {
        digests = Arrays.copyOf(digests, 2 * count);
      }
      digests[count] = TaskDigest.of(lines.next());
    }
    return new TaskDigests(Arrays.copyOf(digests, count));
  }

  /** How many tasks there are. */
  int size() {
    return digests.length;
  }

  /** Whether that is the digest of the task in that place, which must be one of the list. */
  boolean matches(long index, String digest) {
    return TaskDigest.text(digests[(int) index]).equals(digest);
  }
}
