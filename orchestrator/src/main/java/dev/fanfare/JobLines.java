package dev.fanfare;

import dev.fanfare.kernel.BadRecord;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.Nearest;
import dev.fanfare.wire.Codec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tasks of a job list one by one, and no line before it is asked for. Empty lines are ignored. Not
 * thread-safe.
 */
final class JobLines implements Iterator<Delayed<@Nullable Object>> {

  /** A longer line means that the file is not a job list; it is not read into memory. */
  private static final int MOST_LINE_BYTES = 64 << 20;

  /** How many files of a folder are looked at to find one with a similar name. */
  private static final int MOST_NAMES = 1_000;

  private final String name;
  private final BufferedReader reader;
  private long number;
  private @Nullable String line;
  private boolean ended;

  /** Reads from {@code in}, which is closed at its end; {@code name} is its name in messages. */
  JobLines(InputStream in, String name) {
    this.name = name;
    // Decode line by line: a reader that decodes ahead cannot report which line is invalid.
    this.reader = new BufferedReader(
        new BoundedLines(new InputStreamReader(in, StandardCharsets.ISO_8859_1), MOST_LINE_BYTES));
  }

  /** Opens a file. */
  static InputStream open(Path file, String name) {
    try {
      return Files.newInputStream(file);
    } catch (NoSuchFileException e) {
      throw new JobListException(name + ": no such file" + similar(file), 0, e);
    } catch (AccessDeniedException e) {
      throw new JobListException(name + ": cannot be read: permission denied", 0, e);
    } catch (IOException e) {
      throw new JobListException(name + ": cannot be read: " + e.getMessage(), 0, e);
    }
  }

  private static String similar(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      return "";
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files
          .limit(MOST_NAMES)
          .map(other -> String.valueOf(other.getFileName()))
          .toList();
      return Nearest.hint(String.valueOf(file.getFileName()), names);
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }

  @Override
  public boolean hasNext() {
    if (line == null && !ended) {
      advance();
    }
    return line != null;
  }

  /** @throws JobListException if the line is no task */
  @Override
  public Delayed<@Nullable Object> next() {
    String text = take();
    try {
      return task(text);
    } catch (FanfareException e) {
      throw new JobListException(place() + ": " + e.getMessage(), number, e);
    }
  }

  /** The same tasks, with one that fails in the place of a line that is no task. */
  Iterator<Delayed<@Nullable Object>> forgiving() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return JobLines.this.hasNext();
      }

      @Override
      public Delayed<@Nullable Object> next() {
        String text = take();
        try {
          return task(text);
        } catch (FanfareException e) {
          return BadRecord.of(place(), String.valueOf(e.getMessage()));
        }
      }
    };
  }

  private String place() {
    return name + ":" + number;
  }

  private String take() {
    if (!hasNext() || line == null) {
      throw new NoSuchElementException();
    }
    String text = line;
    line = null;
    return text;
  }

  private static Delayed<@Nullable Object> task(String bytes) {
    try {
      ByteBuffer utf8 = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
      return Codec.readJob(StandardCharsets.UTF_8.newDecoder().decode(utf8).toString());
    } catch (CharacterCodingException e) {
      throw new FanfareException("expected text in UTF-8", e);
    }
  }

  private void advance() {
    try {
      do {
        number++;
        line = reader.readLine();
      } while (line != null && line.isBlank());
      if (line == null) {
        ended = true;
        reader.close();
      }
    } catch (BoundedLines.TooLongException e) {
      throw new JobListException(place() + ": " + e.getMessage(), number, e);
    } catch (IOException e) {
      throw new JobListException(name + ": cannot be read: " + e.getMessage(), number, e);
    }
  }
}
