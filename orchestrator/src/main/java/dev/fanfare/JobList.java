package dev.fanfare;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.wire.Codec;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A job list of known length: a kernel with each number of a range, or a file with one task per
 * line, such as {@code {"kernel":"sum","args":[40]}} or {@code {"kernel":"sum","kwargs":{"n":40}}}.
 * Empty lines are ignored. The list is checked as a whole before anything runs. A long file is read
 * again during the run, so it may be larger than memory. Thread-safe; an iterator must be used by
 * one thread.
 */
public final class JobList implements Iterable<Delayed<@Nullable Object>> {

  /** Lists up to this length stay in memory after the check and are not read again. */
  private static final int KEPT = 100_000;

  /** A longer line means that the file is not a job list; it is not read into memory. */
  private static final int MOST_LINE_BYTES = 64 << 20;

  private final Iterable<Delayed<@Nullable Object>> tasks;
  private final long size;

  private JobList(Iterable<Delayed<@Nullable Object>> tasks, long size) {
    this.tasks = tasks;
    this.size = size;
  }

  /**
   * Checks and returns the job list in a file.
   *
   * @throws JobListException if the file cannot be read or a line is not a task
   */
  public static JobList of(Path file) {
    return of(file, file.toString());
  }

  /**
   * Checks and returns the job list in a file.
   *
   * @param name name of the file in messages
   * @throws JobListException if the file cannot be read or a line is not a task
   */
  public static JobList of(Path file, String name) {
    long size = 0;
    List<Delayed<@Nullable Object>> first = new ArrayList<>();
    for (Lines tasks = new Lines(file, name); tasks.hasNext(); size++) {
      Delayed<@Nullable Object> task = tasks.next();
      if (size < KEPT) {
        first.add(task);
      }
    }
    return new JobList(size > KEPT ? () -> new Lines(file, name) : List.copyOf(first), size);
  }

  /**
   * Calls of a kernel with each integer from {@code from} (included) to {@code to} (excluded).
   *
   * @throws FanfareException if the kernel does not exist or does not accept the first or last
   *     integer
   */
  public static JobList of(String kernel, long from, long to) {
    Codec.call(kernel, from);
    Codec.call(kernel, Math.max(from, to - 1));
    return new JobList(
        () -> LongStream.range(from, to).mapToObj(n -> Codec.call(kernel, n)).iterator(),
        Math.max(0, to - from));
  }

  /**
   * A list that comes from elsewhere.
   *
   * @param tasks its tasks, which are the same each time
   * @param size their number
   */
  public static JobList of(Iterable<Delayed<@Nullable Object>> tasks, long size) {
    return new JobList(tasks, size);
  }

  /** The number of tasks. */
  public long size() {
    return size;
  }

  /** The tasks. Those of a long list are read on demand, and the file is closed at its end. */
  @Override
  public Iterator<Delayed<@Nullable Object>> iterator() {
    return tasks.iterator();
  }

  /** Reads the tasks of a file one by one. */
  private static final class Lines implements Iterator<Delayed<@Nullable Object>> {
    private final String name;
    private final BufferedReader reader;
    private long number;
    private @Nullable String line;

    // Decode line by line: a reader that decodes ahead cannot report which line is invalid.
    Lines(Path file, String name) {
      this.name = name;
      this.reader = reader(file, name);
      advance();
    }

    private static BufferedReader reader(Path file, String name) {
      try {
        return new BufferedReader(new BoundedLines(
            Files.newBufferedReader(file, StandardCharsets.ISO_8859_1), MOST_LINE_BYTES));
      } catch (NoSuchFileException e) {
        throw new JobListException(name + ": no such file", 0, e);
      } catch (AccessDeniedException e) {
        throw new JobListException(name + ": cannot be read: permission denied", 0, e);
      } catch (IOException e) {
        throw new JobListException(name + ": cannot be read: " + e.getMessage(), 0, e);
      }
    }

    @Override
    public boolean hasNext() {
      return line != null;
    }

    @Override
    public Delayed<@Nullable Object> next() {
      if (line == null) {
        throw new NoSuchElementException();
      }
      Delayed<@Nullable Object> task = task(line);
      advance();
      return task;
    }

    private Delayed<@Nullable Object> task(String bytes) {
      try {
        ByteBuffer utf8 = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return Codec.readJob(StandardCharsets.UTF_8.newDecoder().decode(utf8).toString());
      } catch (CharacterCodingException e) {
        throw new JobListException(name + ":" + number + ": expected text in UTF-8", number, e);
      } catch (FanfareException e) {
        throw new JobListException(name + ":" + number + ": " + e.getMessage(), number, e);
      }
    }

    private void readLine() throws IOException {
      do {
        number++;
        line = reader.readLine();
      } while (line != null && line.isBlank());
      if (line == null) {
        reader.close();
      }
    }

    private void advance() {
      try {
        readLine();
      } catch (BoundedLines.TooLongException e) {
        throw new JobListException(name + ":" + number + ": " + e.getMessage(), number, e);
      } catch (IOException e) {
        throw new JobListException(name + ": cannot be read: " + e.getMessage(), number, e);
      }
    }
  }
}
