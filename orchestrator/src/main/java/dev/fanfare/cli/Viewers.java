package dev.fanfare.cli;

import dev.fanfare.Outcome;
import dev.fanfare.report.JobLog;
import dev.fanfare.report.TraceEvents;
import dev.fanfare.runs.SavedRun;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for files that other tools read. */
final class Viewers {

  @Option(
      names = "--joblog",
      paramLabel = "FILE",
      description = "Write a line per task, with the columns of GNU Parallel's --joblog.")
  private @Nullable String jobLog;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Write trace events, which https://ui.perfetto.dev opens: a track per worker "
          + "thread.")
  private @Nullable String trace;

  /**
   * Checks that the files can be written, without changing them.
   *
   * @param out the command's other file; null for none
   * @param isInput whether a file is one that the command reads
   * @param store where its run is recorded
   */
  void check(@Nullable String out, Predicate<Path> isInput, Store store) {
    Map<String, String> files = new LinkedHashMap<>();
    put(files, "--out", out);
    put(files, "--joblog", jobLog);
    put(files, "--trace", trace);
    OutputFile.requireDifferent(files);
    files.forEach((option, file) -> store.requireOutside(option, LocalFile.of(option, file)));
    files.remove("--out");
    files.forEach((option, file) -> {
      if (file.equals("-")) {
        throw new IllegalArgumentException(option + " must be a file, got: -");
      }
      if (isInput.test(LocalFile.of(option, file))) {
        throw new IllegalArgumentException(option + " must not be the job list itself: " + file);
      }
      OutputFile.check(option, file);
    });
  }

  private static void put(Map<String, String> files, String option, @Nullable String file) {
    if (file != null) {
      files.put(option, file);
    }
  }

  /** An open job log. */
  record OpenJobLog(@Nullable Writer writer, String host) implements AutoCloseable {

    /** Writes and flushes the task's line. */
    void write(Outcome<?> outcome) {
      if (writer != null) {
        line(JobLog.line(outcome, host));
      }
    }

    private void line(String line) {
      try {
        if (writer != null) {
          writer.write(line);
          writer.write('\n');
          writer.flush();
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write --joblog: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      try {
        if (writer != null) {
          writer.close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write --joblog: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Opens the job log, if there is to be one.
   *
   * @param host where the tasks run
   */
  OpenJobLog openJobLog(String host) {
    if (jobLog == null) {
      return new OpenJobLog(null, host);
    }
    OpenJobLog log = new OpenJobLog(writer("--joblog", jobLog), host);
    log.line(JobLog.HEADING);
    return log;
  }

  /** Writes the job log of a recorded run, if there is to be one: a line for each settled task. */
  void writeJobLog(SavedRun run, String host) {
    try (OpenJobLog log = openJobLog(host)) {
      if (log.writer() != null) {
        run.forEach(log::write);
      }
    }
  }

  /** Writes what is read from a recorded run. */
  void write(SavedRun run, PrintWriter err) {
    if (trace == null) {
      return;
    }
    try (Writer out = writer("--trace", trace)) {
      long leftOut = TraceEvents.write(run.spans(), taskName(run), out);
      if (leftOut > 0) {
        err.println("--trace: " + leftOut + " of " + run.tasks()
            + " tasks are left out, because viewers cannot show so many");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write --trace: " + e.getMessage(), e);
    }
  }

  private static String taskName(SavedRun run) {
    return run.manifest().kernels().size() == 1 ? run.manifest().kernels().get(0) : "task";
  }

  private static Writer writer(String option, String file) {
    return new BufferedWriter(
        new OutputStreamWriter(OutputFile.open(option, file), StandardCharsets.UTF_8));
  }

  /** Whether files are to be written from the record of the run. */
  boolean needRecord() {
    return trace != null;
  }
}
