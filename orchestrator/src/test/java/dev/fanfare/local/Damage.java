package dev.fanfare.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Damages stored results by plan, where they lie. Stateless. */
final class Damage {

  /** So many bytes in a row leave no JSON of numbers intact. */
  private static final int CORRUPTED_BYTES = 16;

  private Damage() {}

  /** Damages a result's file as planned for the request with that number, if at all. */
  static void to(Path file, FaultPlan plan, long number) {
    try (FileChannel object =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (plan.strikes(Fault.CORRUPT_RESULT, number)) {
        corrupt(object, plan.amount(Fault.CORRUPT_RESULT, number));
      }
      if (plan.strikes(Fault.TRUNCATE_RESULT, number)) {
        object.truncate((long) (plan.amount(Fault.TRUNCATE_RESULT, number) * object.size()));
      }
    } catch (IOException e) {
      throw new IllegalStateException("no object to damage", e);
    }
  }

  private static void corrupt(FileChannel object, double where) throws IOException {
    long at = (long) (where * Math.max(0, object.size() - CORRUPTED_BYTES));
    ByteBuffer bytes = ByteBuffer.allocate(CORRUPTED_BYTES);
    object.read(bytes, at);
    bytes.flip();
    for (int i = 0; i < bytes.limit(); i++) {
      bytes.put(i, (byte) (bytes.get(i) ^ 0x80));
    }
    object.write(bytes, at);
  }
}
