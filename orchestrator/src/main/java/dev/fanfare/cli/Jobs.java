package dev.fanfare.cli;

import dev.fanfare.JobList;
import dev.fanfare.local.ScratchFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private KernelCalls calls;

  /** Checks the whole list, so that nothing runs if a line is invalid. Warns if it is empty. */
  JobList check(PrintWriter err) {
    JobList list = check();
    calls.tell(err);
    if (list.size() == 0) {
      err.println(name() + ": no tasks");
    }
    return list;
  }

  private String name() {
    if (file == null) {
      return calls.name();
    }
    return file.equals("-") ? STANDARD_INPUT : file;
  }

  private JobList check() {
    if ((file == null) == calls.isEmpty()) {
      throw new IllegalArgumentException(
          "expected either a job list or --kernel with one of " + KernelCalls.CHOICES);
    }
    return file == null ? calls.list() : inFile(file);
  }

  /** Checks the whole list in a file; {@code "-"} is standard input. */
  static JobList inFile(String file) {
    return Shutdown.whileJobsAreRead(() -> file.equals("-")
        ? JobList.of(standardInput(), STANDARD_INPUT)
        : JobList.of(LocalFile.of("JOBS", file)));
  }

  /** Whether that file is the job list or read by it, so that results must not overwrite it. */
  boolean isIn(Path other) {
    return file == null ? calls.isIn(other) : LocalFile.isSame(Path.of(file), other);
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
