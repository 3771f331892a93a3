package dev.fanfare.cli;

import dev.fanfare.Outcome;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.report.VisibleText;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.wire.Codec;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes results, one line per task. */
final class Results implements AutoCloseable {

  private final Writer writer;
  private final boolean standardOutput;
  private final boolean seen;
  private final boolean values;

  private Results(OutputStream out, boolean standardOutput, boolean values) {
    this.writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    this.standardOutput = standardOutput;
    this.seen = standardOutput && Terminal.ofStandardOutput();
    this.values = values;
  }

  /**
   * Opens a destination before anything runs, to detect early if it cannot be written.
   *
   * @param destination a file, {@code "-"} for standard output, or null for nowhere
   * @param values whether bare values are written instead of a task's whole outcome
   */
  static Results to(@Nullable String destination, boolean values) {
    if (destination == null) {
      return new Results(OutputStream.nullOutputStream(), false, values);
    }
    if (destination.equals("-")) {
      return new Results(new FileOutputStream(FileDescriptor.out), true, values);
    }
    try {
      return new Results(alone(destination), false, values);
    } catch (IOException e) {
      throw unwritable(destination, e);
    }
  }

  // Truncated only once it is locked, so that two runs do not mix their lines.
  private static OutputStream alone(String destination) throws IOException {
    Path path = LocalFile.of("--out", destination);
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      return Files.newOutputStream(path);
    }
    FileOutputStream file = locked(path, destination);
    file.getChannel().truncate(0);
    return file;
  }

  private static FileOutputStream locked(Path path, String destination) throws IOException {
    // Its errors have better reasons than those of the stream below.
    Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
        .close();
    // Not the stream of a channel, which an interrupt would close.
    FileOutputStream file = new FileOutputStream(path.toFile(), /* append= */ true);
    if (!isLocked(file.getChannel())) {
      file.close();
      throw new IllegalArgumentException("--out is in use by another command: " + destination);
    }
    return file;
  }

  private static boolean isLocked(FileChannel file) {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      // The file system has no locks.
      return true;
    }
  }

  /**
   * Checks that a destination can be written, without changing it.
   *
   * @throws IllegalArgumentException if it cannot be written
   */
  static void check(@Nullable String destination) {
    if (destination == null || destination.equals("-")) {
      return;
    }
    Path path = LocalFile.of("--out", destination);
    boolean special = Files.exists(path) && !Files.isRegularFile(path);
    try (OutputStream file = special
        ? Files.newOutputStream(path, StandardOpenOption.APPEND)
        : locked(path, destination)) {
      file.flush();
    } catch (IOException e) {
      throw unwritable(destination, e);
    }
  }

  private static IllegalArgumentException unwritable(String destination, IOException e) {
    return new IllegalArgumentException("cannot write --out " + destination + ": " + reason(e), e);
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such folder";
    }
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : e.getClass().getSimpleName();
  }

  /** Writes and flushes the task's line. */
  void write(Outcome<?> outcome) {
    if (values && !outcome.succeeded()) {
      return;
    }
    try {
      writer.write(values ? bare(outcome.value()) : VisibleText.of(line(outcome)));
      writer.write('\n');
      writer.flush();
    } catch (MalformedMessageException e) {
      throw new FanfareException(
          "the result of task " + outcome.index() + ", " + outcome.task() + ", " + e.getMessage(),
          e);
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  /** Writes the results of a recorded run, in order; its failures are noted, too. */
  void writeAll(SavedRun recorded, Failures failures) {
    recorded.forEach(outcome -> {
      write(outcome);
      failures.note(outcome);
    });
  }

  private UncheckedIOException unwritten(IOException e) {
    if (standardOutput && ClosedPipeException.is(e)) {
      return new ClosedPipeException(e);
    }
    return new UncheckedIOException("cannot write results: " + e.getMessage(), e);
  }

  // Programs get the value unchanged; on a terminal, control characters are made visible.
  private String bare(@Nullable Object value) {
    String bare = value instanceof String text ? text : Codec.toJson(value);
    return seen ? VisibleText.of(bare) : bare;
  }

  private static String line(Outcome<?> outcome) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("index", outcome.index());
    if (outcome.failure() == null) {
      line.put("value", outcome.value());
    } else {
      line.put("error", error(outcome, outcome.failure()));
    }
    line.put("wallSeconds", outcome.timing().wallNanos() / 1e9);
    line.put("cpuSeconds", outcome.timing().cpuNanos() / 1e9);
    return Codec.toJson(line);
  }

  private static Map<String, @Nullable Object> error(Outcome<?> outcome, TaskError error) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("task", outcome.task().toString());
    fields.put("type", error.type());
    fields.put("message", error.message());
    fields.put("trace", error.trace());
    return fields;
  }

  /** Closes the file. Standard output stays open for the report. */
  @Override
  public void close() {
    try {
      if (!standardOutput) {
        writer.close();
      }
    } catch (IOException e) {
      throw unwritten(e);
    }
  }
}
