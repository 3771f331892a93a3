package dev.fanfare.runs;

import dev.fanfare.wire.TaskDigest;
import java.util.Arrays;
import java.util.Iterator;

/** The digests of a recorded job list by task index, eight bytes per task. Immutable. */
final class TaskDigests {

  private final long[] digests;

  private TaskDigests(long[] digests) {
    this.digests = digests;
  }

  /** Computes the digests of all lines. */
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

  /** The number of tasks. */
  int size() {
    return digests.length;
  }

  /** Whether this is the digest of the task with that index, which must be in the list. */
  boolean matches(long index, String digest) {
    return TaskDigest.text(digests[(int) index]).equals(digest);
  }
}
