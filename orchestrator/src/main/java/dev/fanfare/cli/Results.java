package dev.fanfare.cli;

import dev.fanfare.Outcome;
import dev.fanfare.kernel.Delayed;
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
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Writes results, one line per task. */
final class Results implements AutoCloseable {

  private final Writer writer;
  private final OutputStream out;
  private final boolean standardOutput;
  private final boolean seen;
  private final boolean values;

  private Results(OutputStream out, boolean standardOutput, boolean values) {
    this.out = out;
    this.writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    this.standardOutput = standardOutput;
    this.seen = standardOutput && Terminal.ofStandardOutput();
    this.values = values;
  }

  /**
   * Opens a destination before anything runs, to detect early if it cannot be written. A file keeps its content until
   * the first result.
   *
   * @param destination a file, {@code "-"} for standard output, or null for nowhere
   * @param values whether bare values are written instead of a task's whole outcome
   */
  static Results to(@Nullable String destination, boolean values) {
    return to(destination, values, OutputFile::open);
  }

  /** {@link #to} for results that are all known. A file keeps its content until {@link #complete}. */
  static Results allTo(@Nullable String destination, boolean values) {
    return to(destination, values, OutputFile::replace);
  }

  private static Results to(
      @Nullable String destination,
      boolean values,
      BiFunction<String, String, OutputStream> opening) {
    if (destination == null) {
      return new Results(OutputStream.nullOutputStream(), false, values);
    }
    if (destination.equals("-")) {
      return new Results(new FileOutputStream(FileDescriptor.out), true, values);
    }
    return new Results(opening.apply("--out", destination), false, values);
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

  /** Ends a file after its last result. If there was none, the file is now empty. */
  void complete() {
    try {
      writer.flush();
      if (out instanceof NewContent content) {
        content.complete();
      }
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  /** Writes all results of a recorded run, in order; its failures are noted, too. */
  void writeAll(SavedRun recorded, Failures failures) {
    recorded.forEach(outcome -> {
      write(outcome);
      failures.note(outcome);
    });
    complete();
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

  /** The line of a task. */
  static String line(Outcome<?> outcome) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("index", outcome.index());
    if (outcome.task().origin() != null) {
      line.put("origin", outcome.task().origin());
    }
    if (!outcome.task().names().isEmpty()) {
      line.put("kwargs", arguments(outcome.task()));
    }
    if (outcome.failure() == null) {
      line.put("value", outcome.value());
    } else {
      line.put("error", error(outcome, outcome.failure()));
    }
    if (outcome.remembered()) {
      line.put("remembered", true);
    }
    line.put("wallSeconds", outcome.timing().wallNanos() / 1e9);
    line.put("cpuSeconds", outcome.timing().cpuNanos() / 1e9);
    return Codec.toJson(line);
  }

  private static Map<String, @Nullable Object> arguments(Delayed<?> call) {
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    for (int i = 0; i < call.names().size(); i++) {
      arguments.put(call.names().get(i), call.arguments().get(i));
    }
    return arguments;
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
