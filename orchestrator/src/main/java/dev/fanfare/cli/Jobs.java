package dev.fanfare.cli;

import dev.fanfare.JobList;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.local.ScratchFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options for the job list. */
final class Jobs {

  private static final String STANDARD_INPUT = "standard input";

  @Parameters(
      arity = "0..1",
      paramLabel = "JOBS",
      description = "File with one task per line; '-' reads standard input. Examples:"
          + "%n{\"kernel\":\"sum\",\"args\":[40]}"
          + "%n{\"kernel\":\"sum\",\"kwargs\":{\"n\":40}}")
  private @Nullable String file;

  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      description = "Instead of JOBS: call this kernel with each number in --range.")
  private @Nullable String kernel;

  @Option(
      names = "--range",
      paramLabel = "FROM:TO",
      description = "Integers from FROM (included) to TO (excluded).")
  private @Nullable String range;

  /** Checks the whole list, so that nothing runs if a line is invalid. Warns if it is empty. */
  JobList check(PrintWriter err) {
    JobList list = check();
    if (list.size() == 0) {
      err.println(name() + ": no tasks");
    }
    return list;
  }

  private String name() {
    if (file == null) {
      return "--range " + range;
    }
    return file.equals("-") ? STANDARD_INPUT : file;
  }

  private JobList check() {
    if (file != null && kernel == null && range == null) {
      return inFile(file);
    }
    if (file == null && kernel != null && range != null) {
      return ofRange(kernel, range);
    }
    if (file == null && (kernel != null || range != null)) {
      throw new IllegalArgumentException((kernel == null ? "--kernel" : "--range")
          + " is missing: --kernel and --range go together");
    }
    throw new IllegalArgumentException("expected either a job list or --kernel and --range");
  }

  /** Checks the whole list in a file; {@code "-"} is standard input. */
  static JobList inFile(String file) {
    return Shutdown.whileJobsAreRead(() -> file.equals("-")
        ? JobList.of(standardInput(), STANDARD_INPUT)
        : JobList.of(LocalFile.of("JOBS", file)));
  }

  /** Whether that file is the job list, which results must not overwrite. */
  boolean isIn(Path other) {
    return file != null && LocalFile.isSame(Path.of(file), other);
  }

  private static JobList ofRange(String kernel, String range) {
    if (!range.matches("-?\\d{1,18}:-?\\d{1,18}")) {
      throw new IllegalArgumentException("--range must be FROM:TO, two integers, got: " + range);
    }
    String[] bounds = range.split(":", -1);
    long from = Long.parseLong(bounds[0]);
    long to = Long.parseLong(bounds[1]);
    if (from > to) {
      throw new IllegalArgumentException("--range must have FROM <= TO, got: " + range);
    }
    return ofRange(kernel, from, to);
  }

  private static JobList ofRange(String kernel, long from, long to) {
    try {
      return JobList.of(kernel, from, to);
    } catch (FanfareException e) {
      throw new IllegalArgumentException("--kernel, --range: " + e.getMessage(), e);
    }
  }

  // The list is read twice, to check it and to run it, so standard input must be copied.
  private static Path standardInput() {
    try {
      ScratchFolder folder = ScratchFolder.make();
      folder.closeAtExit();
      // In a folder that is private to the user.
      Path copy = folder.path().resolve("jobs.jsonl");
      try (OutputStream file = Files.newOutputStream(copy, StandardOpenOption.CREATE_NEW)) {
        System.in.transferTo(file);
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read standard input: " + e.getMessage(), e);
    }
  }
}
