package dev.fanfare.cli;

import dev.fanfare.JobList;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.local.ScratchFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that say what is to be run. */
final class Jobs {

  @Parameters(
      arity = "0..1",
      paramLabel = "JOBS",
      description =
          "File with one task a line, as {\"kernel\":\"sum\",\"args\":[40]} or {\"kernel\":\"sum\",\"kwargs\":{\"n\":40}}; '-' is standard input.")
  private @Nullable String file;

  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      description = "Instead of JOBS: call this kernel with each number of --range.")
  private @Nullable String kernel;

  @Option(
      names = "--range",
      paramLabel = "FROM:TO",
      description = "The whole numbers from FROM up to, but not including, TO.")
  private @Nullable String range;

  /** The list, looked through from end to end: nothing runs if one of its lines is wrong. */
  JobList check() {
    if (file != null && kernel == null && range == null) {
      return inFile(file);
    }
    if (file == null && kernel != null && range != null) {
      return ofRange(kernel, range);
    }
    throw new IllegalArgumentException("expected either a job list or --kernel and --range");
  }

  /** The list in that file, looked through from end to end; {@code "-"} is standard input. */
  static JobList inFile(String file) {
    return file.equals("-")
        ? JobList.of(standardInput(), "standard input")
        : JobList.of(LocalFile.of("JOBS", file));
  }

  /** Whether that file is the job list, which would be lost if results were written to it. */
  boolean isIn(Path other) {
    try {
      return file != null && Files.exists(other) && Files.isSameFile(Path.of(file), other);
    } catch (IOException e) {
      return false;
    }
  }

  private static JobList ofRange(String kernel, String range) {
    if (!range.matches("-?\\d{1,18}:-?\\d{1,18}")) {
      throw new IllegalArgumentException(
          "--range must be FROM:TO, two whole numbers, got: " + range);
    }
    String[] bounds = range.split(":", -1);
    long from = Long.parseLong(bounds[0]);
    long to = Long.parseLong(bounds[1]);
    if (from > to) {
      throw new IllegalArgumentException("--range must go up from FROM to TO, got: " + range);
    }
    try {
      return JobList.of(kernel, from, to);
    } catch (FanfareException e) {
      throw new IllegalArgumentException("--kernel, --range: " + e.getMessage(), e);
    }
  }

  // A stream can be read once, a list is read twice: to check it, and to run it.
  private static Path standardInput() {
    try {
      ScratchFolder folder = ScratchFolder.make();
      folder.closeAtExit();
      // In a folder that is its owner's alone.
      Path copy = folder.path().resolve("jobs.jsonl");
      try (OutputStream file = Files.newOutputStream(copy, StandardOpenOption.CREATE_NEW)) {
        System.in.transferTo(file);
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be read: " + e.getMessage(), e);
    }
  }
}
