package dev.fanfare.runs;

import dev.fanfare.runs.StoredOutcomes.Place;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What had settled each task of a run when a session ended, in one compact object, so that a later session
 * need not read all results again. The results remain what counts: an index that is damaged or does not fit
 * the job list is ignored. Stateless.
 *
 * <p>The object is compressed, which also gives it a checksum. Numbers are written seven bits a byte, and
 * neighboring tasks of one batch together.
 */
final class SettledIndex {

  private static final String FORMAT = "fanfare-settled-1";
  private static final int MOST_BYTES = 1 << 30;
  private static final Pattern NAME = Pattern.compile("/\\d{4,9}-settled[.]gz$");

  private final ObjectStore objects;
  private final RunRecord run;
  private final RunFolder folder;

  /** The indexes of that run. */
  SettledIndex(ObjectStore objects, RunRecord run) {
    this.objects = objects;
    this.run = run;
    this.folder = new RunFolder(run.runId());
  }

  /**
   * What settles each task by now: what the latest index says, and what it does not have. Without an
   * index, reads all results.
   */
  SettledTasks settled(Consumer<String> warnings) {
    SettledTasks none = SettledTasks.none(objects, run);
    SettledTasks settled = latest(none, warnings);
    if (settled != null && readOn(settled, warnings)) {
      return settled;
    }
    none.gather(run, warnings);
    return none;
  }

  /**
   * Reads what has been stored since.
   *
   * @return false if a result is gone
   */
  boolean readOn(SettledTasks settled, Consumer<String> warnings) {
    return run.sessions().numbers().stream()
        .filter(session -> !settled.read().isClosed(session))
        .allMatch(session -> settled.readOn(session, warnings));
  }

  private @Nullable SettledTasks latest(SettledTasks none, Consumer<String> warnings) {
    List<String> names = Await.result(objects.list(folder.sessions())).stream()
        .filter(key -> NAME.matcher(key).find())
        .toList();
    for (int i = names.size() - 1; i >= 0; i--) {
      String key = names.get(i);
      try {
        return read(Await.result(objects.get(key)), none.none());
      } catch (IOException | IllegalArgumentException | NoSuchObjectException e) {
        warnings.accept("ignored " + key + ": " + e.getMessage());
      }
    }
    return null;
  }

  /** Writes the index of a session that has ended. All results that are stored have been read. */
  void write(int session, SettledTasks settled) {
    run.sessions().numbers().stream()
        .filter(number -> !settled.read().isClosed(number) && run.sessions().isClosed(number))
        .forEach(settled::close);
    Await.result(objects.put(folder.settled(session), bytes(settled)));
  }

  private byte[] bytes(SettledTasks settled) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes, 1 << 16))) {
      out.writeUTF(FORMAT);
      out.writeUTF(run.runId());
      out.write(settled.identity());
      writeBlocks(out, settled.blocks());
      writeTasks(out, settled);
      writeRetries(out, settled.retries());
      writeRead(out, settled.read());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private SettledTasks read(byte[] bytes, SettledTasks settled) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(inflated(bytes)));
    require(in.readUTF().equals(FORMAT), "it is no index of this version");
    require(in.readUTF().equals(run.runId()), "it belongs to another run");
    byte[] identity = in.readNBytes(settled.identity().length);
    readBlocks(in, settled.blocks());
    readTasks(in, settled);
    for (long left = number(in); left > 0; left--) {
      settled.restoreRetries(number(in), (int) number(in));
    }
    readRead(in, settled.read());
    require(Arrays.equals(identity, settled.identity()), "the job list is another one");
    return settled;
  }

  private static void require(boolean sound, String otherwise) throws IOException {
    if (!sound) {
      throw new IOException(otherwise);
    }
  }

  /** The content, whose checksum was compared. */
  private static byte[] inflated(byte[] bytes) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes), 1 << 16)) {
      byte[] content = in.readNBytes(MOST_BYTES);
      require(in.read() < 0, "it is too long");
      return content;
    }
  }

  private void writeBlocks(DataOutputStream out, List<Place> blocks) throws IOException {
    number(out, blocks.size());
    for (Place block : blocks) {
      out.writeUTF(block.key().substring(folder.results().length()));
      number(out, block.offset());
      number(out, block.length());
    }
  }

  private void readBlocks(DataInputStream in, List<Place> blocks) throws IOException {
    for (long left = number(in); left > 0; left--) {
      blocks.add(new Place(folder.results() + in.readUTF(), number(in), (int) number(in)));
    }
  }

  // Runs of tasks that one outcome settles alike: the gap before it, its length, what settles it.
  private static void writeTasks(DataOutputStream out, SettledTasks settled) throws IOException {
    long end = 0;
    long before = 0;
    for (long first = 0; first < settled.recorded(); first++) {
      if (settled.isSettled(first)) {
        long order = settled.order(first);
        long last = first;
        while (isAlike(settled, first, last + 1)) {
          last++;
        }
        number(out, first - end);
        number(out, last + 1 - first);
        number(out, (order - before) << 1 ^ (order - before) >> 63);
        number(out, 2L * settled.block(first) + (settled.isFailed(first) ? 1 : 0));
        first = last;
        end = last + 1;
        before = order;
      }
    }
    number(out, 0);
    number(out, 0);
  }

  private static boolean isAlike(SettledTasks settled, long one, long other) {
    return other < settled.recorded()
        && settled.isSettled(other)
        && settled.order(one) == settled.order(other)
        && settled.block(one) == settled.block(other)
        && settled.isFailed(one) == settled.isFailed(other);
  }

  private static void readTasks(DataInputStream in, SettledTasks settled) throws IOException {
    long index = number(in);
    long order = 0;
    for (long length = number(in); length > 0; length = number(in)) {
      long change = number(in);
      order += change >>> 1 ^ -(change & 1);
      long place = number(in);
      for (long end = index + length; index < end; index++) {
        settled.restore((int) index, order, (int) (place >>> 1), (place & 1) == 0);
      }
      index += number(in);
    }
  }

  private static void writeRetries(DataOutputStream out, Map<Long, Integer> retries)
      throws IOException {
    number(out, retries.size());
    for (Map.Entry<Long, Integer> one : retries.entrySet()) {
      number(out, one.getKey());
      number(out, one.getValue());
    }
  }

  private void writeRead(DataOutputStream out, ReadResults read) throws IOException {
    number(out, read.closed().size());
    for (int session : read.closed()) {
      number(out, session);
    }
    long[] orders = read.sortedObjects();
    number(out, orders.length);
    long before = 0;
    for (long order : orders) {
      number(out, order - before);
      before = order;
    }
    number(out, read.logs().size());
    for (Map.Entry<String, Long> log : read.logs().entrySet()) {
      out.writeUTF(log.getKey().substring(folder.results().length()));
      number(out, log.getValue());
    }
  }

  private void readRead(DataInputStream in, ReadResults read) throws IOException {
    for (long left = number(in); left > 0; left--) {
      read.closed().add((int) number(in));
    }
    long order = 0;
    for (long left = number(in); left > 0; left--) {
      order += number(in);
      read.add(order);
    }
    for (long left = number(in); left > 0; left--) {
      read.add(folder.results() + in.readUTF(), number(in));
    }
  }

  private static void number(DataOutputStream out, long number) throws IOException {
    long rest = number;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      out.writeByte((int) (rest | 0x80));
    }
    out.writeByte((int) rest);
  }

  private static long number(DataInputStream in) throws IOException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int read = in.readUnsignedByte();
      number |= (read & 0x7fL) << shift;
      if (read < 0x80) {
        return number;
      }
    }
    throw new IOException("a number is too long");
  }
}
