package dev.fanfare.parallel;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.wire.Codec;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A job list in a file: one task a line, {@code {"kernel":"sum","args":[40]}} or with {@code "kwargs":{"n":40}}; empty lines are
 * passed over. It is checked as a whole before anything runs and then read as the run goes, so that it may be larger than memory.
 */
public final class JobList implements Iterable<Delayed<@Nullable Object>> {

  private final Path file;
  private final long size;

  private JobList(Path file, long size) {
    this.file = file;
    this.size = size;
  }

  /**
   * The list in that file, checked.
   *
   * @throws JobListException if the file cannot be read or one of its lines is no task
   */
  public static JobList of(Path file) {
    long size = 0;
    for (Iterator<?> tasks = new Lines(file); tasks.hasNext(); tasks.next()) {
      size++;
    }
    return new JobList(file, size);
  }

  /** How many tasks it has. */
  public long size() {
    return size;
  }

  /** Its tasks, read as they are asked for. The file is closed at its end. */
  @Override
  public Iterator<Delayed<@Nullable Object>> iterator() {
    return new Lines(file);
  }

  /** A pass over the file. */
  private static final class Lines implements Iterator<Delayed<@Nullable Object>> {
    private final Path file;
    private final BufferedReader reader;
    private long number;
    private @Nullable String line;

    Lines(Path file) {
      this.file = file;
      try {
        this.reader = Files.newBufferedReader(file);
      } catch (NoSuchFileException e) {
        throw new JobListException(file + ": no such file", 0, e);
      } catch (IOException e) {
        throw new JobListException(file + ": cannot be read: " + e.getMessage(), 0, e);
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
      try {
        Delayed<@Nullable Object> task = Codec.readJob(line);
        advance();
        return task;
      } catch (JobListException e) {
        throw e;
      } catch (FanfareException e) {
        throw new JobListException(file + ":" + number + ": " + e.getMessage(), number, e);
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
      } catch (CharacterCodingException e) {
        throw new JobListException(file + ":" + number + ": expected text in UTF-8", number, e);
      } catch (IOException e) {
        throw new JobListException(file + ": cannot be read: " + e.getMessage(), number, e);
      }
    }
  }
}
