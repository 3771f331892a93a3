package dev.fanfare.wire;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Names a task by what it computes: the first 64 bits of the SHA-256 of its kernel, arguments and
 * origin, in the form of {@link Codec#writeTask}. An outcome carries the digest of the task that it was computed
 * for, so that it is never taken for the outcome of another one. Stateless.
 *
 * <p>A digest is only compared with that of the task in the same place of the job list: among a
 * million tasks that were all replaced, one is mistaken with a probability of 5e-14.
 */
public final class TaskDigest {

  private TaskDigest() {}

  /** The digest of a task, by its line as {@link Codec#writeTask} writes it. */
  public static long of(String line) {
    byte[] hash = Sha256.of(line.getBytes(StandardCharsets.UTF_8));
    long first = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      first = (first << Byte.SIZE) | (hash[i] & 0xff);
    }
    return first;
  }

  /** A digest as text: 16 hexadecimal digits. */
  public static String text(long digest) {
    return HexFormat.of().toHexDigits(digest);
  }
}
