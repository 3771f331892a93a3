package dev.fanfare.runs;

import dev.fanfare.wire.TaskDigest;
import java.util.Arrays;

/** The digests of a job list's tasks by index, eight bytes per task. Not thread-safe. */
final class Digests {

  private long[] digests = new long[1024];
  private int size;

  /** Adds the digest of the next task. */
  void add(long digest) {
    if (size == digests.length) {
      digests = Arrays.copyOf(digests, 2 * size);
    }
    digests[size++] = digest;
  }

  /** The number of tasks. */
  int size() {
    return size;
  }

  /** The digest of the task with that index, which must be in the list. */
  long of(long index) {
    return digests[(int) index];
  }

  /** Whether the task with that index is in the list and this is its digest. */
  boolean matches(long index, String digest) {
    return index < size && TaskDigest.text(of(index)).equals(digest);
  }
}
