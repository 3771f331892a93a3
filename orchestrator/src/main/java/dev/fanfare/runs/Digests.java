package dev.fanfare.runs;

import dev.fanfare.wire.Sha256;
import dev.fanfare.wire.TaskDigest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.LongPredicate;

/** The digests of a job list's tasks by index, eight bytes per task. Not thread-safe. */
final class Digests {

  private long[] digests = new long[1024];
  private int size;

  /** Those of a list's lines. */
  static Digests of(Iterator<String> lines) {
    Digests digests = new Digests();
    lines.forEachRemaining(line -> digests.add(TaskDigest.of(line)));
    return digests;
  }

  /** SHA-256 of the digests of some tasks, in order. */
  byte[] sha256(LongPredicate tasks) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * size);
    for (int index = 0; index < size; index++) {
      if (tasks.test(index)) {
        bytes.putLong(digests[index]);
      }
    }
    return Sha256.of(Arrays.copyOf(bytes.array(), bytes.position()));
  }

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
