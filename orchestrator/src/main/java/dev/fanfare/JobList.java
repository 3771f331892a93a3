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
 * A job list whose length is known: a kernel with each of some numbers, or a file with one task a line, {@code {"kernel":"sum","args":[40]}} or with {@code "kwargs":{"n":40}}; empty lines are
 * passed over. It is checked as a whole before anything runs. A long one is read again as the run goes, so that it may be larger
 * than memory. Thread-safe; each iterator is one thread's.
 */
public final class JobList implements Iterable<Delayed<@Nullable Object>> {

  /** A list of no more tasks is kept from the check, to be read once. */
  private static final int KEPT = 100_000;

  /** A longer line is no task, but a file of another kind: it is not read into memory. */
  private static final int MOST_LINE_BYTES = 64 << 20;

  private final Iterable<Delayed<@Nullable Object>> tasks;
  private final long size;

  private JobList(Iterable<Delayed<@Nullable Object>> tasks, long size) {
    this.tasks = tasks;
    this.size = size;
  }

  /**
   * The list in that file, checked.
   *
   * @throws JobListException if the file cannot be read or one of its lines is no task
   */
  public static JobList of(Path file) {
    return of(file, file.toString());
  }

  /**
   * The list in that file, checked.
   *
   * @param name what messages call it
   * @throws JobListException if the file cannot be read or one of its lines is no task
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
   * The calls of a kernel with each whole number from {@code from} up to, but not including, {@code to}.
   *
   * @throws FanfareException if there is no such kernel, or it does not take the first or the last of them
   */
  public static JobList of(String kernel, long from, long to) {
    call(kernel, from);
    call(kernel, Math.max(from, to - 1));
    return new JobList(
        () -> LongStream.range(from, to).mapToObj(n -> call(kernel, n)).iterator(),
        Math.max(0, to - from));
  }

  private static Delayed<@Nullable Object> call(String kernel, long n) {
    return Codec.readJob("{\"kernel\":" + Codec.toJson(kernel) + ",\"args\":[" + n + "]}");
  }

  /** How many tasks it has. */
  public long size() {
    return size;
  }

  /** Its tasks; those of a long list are read as they are asked for, and the file is closed at its end. */
  @Override
  public Iterator<Delayed<@Nullable Object>> iterator() {
    return tasks.iterator();
  }

  /** A pass over the file. */
  private static final class Lines implements Iterator<Delayed<@Nullable Object>> {
    private final String name;
    private final BufferedReader reader;
    private long number;
    private @Nullable String line;

    // Bytes are decoded line by line: a reader that decodes ahead cannot tell the line of a bad
    // one.
    Lines(Path file, String name) {
      this.name = name;
      try {
        this.reader = new BufferedReader(new BoundedLines(
            Files.newBufferedReader(file, StandardCharsets.ISO_8859_1), MOST_LINE_BYTES));
      } catch (NoSuchFileException e) {
        throw new JobListException(name + ": no such file", 0, e);
      } catch (AccessDeniedException e) {
        throw new JobListException(name + ": cannot be read: permission denied", 0, e);
      } catch (IOException e) {
        throw new JobListException(name + ": cannot be read: " + e.getMessage(), 0, e);
      }
      advance();
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

    private void advance() {
      try {
        do {
          number++;
          line = reader.readLine();
        } while (line != null && line.isBlank());
        if (line == null) {
          reader.close();
        }
      } catch (BoundedLines.TooLongException e) {
        throw new JobListException(name + ":" + number + ": " + e.getMessage(), number, e);
      } catch (IOException e) {
        throw new JobListException(name + ": cannot be read: " + e.getMessage(), number, e);
      }
    }
  }
}
