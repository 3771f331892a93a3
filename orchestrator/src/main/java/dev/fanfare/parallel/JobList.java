package dev.fanfare.parallel;

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
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A job list in a file: one task a line, {@code {"kernel":"sum","args":[40]}} or with {@code "kwargs":{"n":40}}; empty lines are
 * passed over. It is checked as a whole before anything runs and then read as the run goes, so that it may be larger than memory. Thread-safe; each
 * iterator is one thread's.
 */
public final class JobList implements Iterable<Delayed<@Nullable Object>> {

  private final Path file;
  private final String name;
  private final long size;

  private JobList(Path file, String name, long size) {
    this.file = file;
    this.name = name;
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
    for (Iterator<?> tasks = new Lines(file, name); tasks.hasNext(); tasks.next()) {
      size++;
    }
    return new JobList(file, name, size);
  }

  /** How many tasks it has. */
  public long size() {
    return size;
  }

  /** Its tasks, read as they are asked for. The file is closed at its end. */
  @Override
  public Iterator<Delayed<@Nullable Object>> iterator() {
    return new Lines(file, name);
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
        this.reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
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
          line = reader.readLine();
          number++;
        } while (line != null && line.isBlank());
        if (line == null) {
          reader.close();
        }
      } catch (IOException e) {
        throw new JobListException(name + ": cannot be read: " + e.getMessage(), number, e);
      }
    }
  }
}
