package dev.fanfare.runs;

import dev.fanfare.StoreException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.NotAKernelException;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.store.StoredBlobs;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskDigest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The recorded job list of a run: one line per task, in chunks, so that it may be larger than
 * memory.
 */
public final class TaskList {

  /** The maximum number of lines in a chunk. */
  static final int MOST_LINES = 10_000;

  /** A chunk of this size takes no further line. */
  static final int MOST_BYTES = 8 << 20;

  private final ObjectStore objects;
  private final RunFolder folder;
  private final RecordedBlobs blobs;

  TaskList(ObjectStore objects, RunFolder folder) {
    this.objects = objects;
    this.folder = folder;
    this.blobs = new RecordedBlobs(new StoredBlobs(objects, folder));
  }

  /** Writes the list after that many existing lines, replacing what follows them. */
  public Writer writerAfter(long lines) {
    return new Writer(lines);
  }

  /** The lines, read chunk by chunk on demand. */
  public Iterator<String> lines() {
    return new Lines();
  }

  /**
   * The tasks with those indices, read on demand, each with the data to be recorded with its outcome.
   *
   * @param retried which of them may run again if they fail
   */
  Iterator<Task> tasks(LongPredicate wanted, LongPredicate retried) {
    return new Tasks(wanted, retried, Codec::readTask);
  }

  /** The tasks with those indices, read on demand, also if this process does not have their kernels. */
  Iterator<Task> readable(LongPredicate wanted) {
    return new Tasks(wanted, index -> false, Codec::readRecorded);
  }

  /**
   * The line of a task.
   *
   * @throws IllegalArgumentException if it can run only in this JVM
   */
  static String line(Task task) {
    try {
      return Codec.writeTask(task.call());
    } catch (NotAKernelException | MalformedMessageException e) {
      throw new IllegalArgumentException(
          "task " + task.index() + ", " + task.call() + ", cannot be recorded: " + e.getMessage(),
          e);
    }
  }

  /** The task with the data to be recorded with its outcome. */
  static Task digested(long index, Delayed<?> call, String line, boolean retried) {
    return new Task(index, call, TaskDigest.text(TaskDigest.of(line)), retried);
  }

  /** Writes the list. Not thread-safe. */
  public final class Writer {

    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    private int number;
    private int lines;
    private boolean flushed = true;

    private Writer(long known) {
      long left = known;
      while (left > 0) {
        List<String> there = chunk(number).lines();
        if (there.isEmpty()) {
          throw new StoreException("the recorded job list lacks " + folder.tasks(number), null);
        }
        there.stream().limit(left).forEach(this::add);
        left -= lines;
        // A chunk written by an older version may exceed the limit.
        if (left > 0 || isFull(lines, chunk.size())) {
          turn();
        }
      }
    }

    /** Writes the shared arguments of a task whose line is appended next. */
    void keepShared(Delayed<?> call) {
      blobs.write(call);
    }

    /** Appends a line, which is written by {@link #flush} at the latest. */
    public void append(String line) {
      add(line);
      flushed = false;
      if (isFull(lines, chunk.size())) {
        flush();
        turn();
      }
    }

    private void turn() {
      number++;
      lines = 0;
      chunk.reset();
    }

    private void add(String line) {
      chunk.writeBytes(line.getBytes(StandardCharsets.UTF_8));
      chunk.write('\n');
      lines++;
    }

    /** Writes all pending lines. */
    public void flush() {
      if (!flushed) {
        Await.result(objects.put(folder.tasks(number), chunk.toByteArray()));
        flushed = true;
      }
    }
  }

  /** The lines of a chunk; none if there is no such chunk. */
  private Chunk chunk(int number) {
    try {
      byte[] bytes = Await.result(objects.get(folder.tasks(number)));
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return new Chunk(lines, isFull(lines.size(), bytes.length));
    } catch (NoSuchObjectException e) {
      return new Chunk(List.of(), false);
    }
  }

  private static boolean isFull(int lines, int bytes) {
    return lines >= MOST_LINES || bytes >= MOST_BYTES;
  }

  /**
   * A chunk.
   *
   * @param full whether others may follow: one that is not was the last, or has lost its end
   */
  private record Chunk(List<String> lines, boolean full) {}

  private final class Lines implements Iterator<String> {
    private int next;
    private boolean more = true;
    private Iterator<String> chunk = Collections.emptyIterator();

    @Override
    public boolean hasNext() {
      if (!chunk.hasNext() && more) {
        Chunk read = chunk(next++);
        more = read.full();
        chunk = read.lines().iterator();
      }
      return chunk.hasNext();
    }

    @Override
    public String next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return chunk.next();
    }
  }

  private final class Tasks implements Iterator<Task> {
    private final Iterator<String> lines = lines();
    private final LongPredicate wanted;
    private final LongPredicate retried;
    private final Function<String, Delayed<@Nullable Object>> reading;
    private long next;
    private @Nullable Task found;

    Tasks(
        LongPredicate wanted,
        LongPredicate retried,
        Function<String, Delayed<@Nullable Object>> reading) {
      this.wanted = wanted;
      this.retried = retried;
      this.reading = reading;
    }

    @Override
    public boolean hasNext() {
      for (; found == null && lines.hasNext(); next++) {
        String line = lines.next();
        found = wanted.test(next)
            ? digested(next, blobs.bound(reading.apply(line)), line, retried.test(next))
            : null;
      }
      return found != null;
    }

    @Override
    public Task next() {
      if (!hasNext() || found == null) {
        throw new NoSuchElementException();
      }
      Task task = found;
      found = null;
      return task;
    }
  }
}
