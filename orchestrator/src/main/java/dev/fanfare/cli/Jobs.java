package dev.fanfare.cli;

import dev.fanfare.JobList;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options for the job list. */
final class Jobs {

  private static final String STREAM = "-";

  /** What standard input may have unless the user says more. */
  static final ByteCount MOST_INPUT = new ByteCount(1_000_000_000);

  @Parameters(
      arity = "0..1",
      paramLabel = "JOBS",
      description = "File with one task per line; '-' reads standard input. Examples:"
          + "%n{\"kernel\":\"sum\",\"args\":[40]}"
          + "%n{\"kernel\":\"sum\",\"kwargs\":{\"n\":40}}")
  private @Nullable String file;

  @Option(
      names = "--max-input",
      paramLabel = "SIZE",
      description =
          "How much is read from standard input before anything runs, such as 500MB or 5GB "
              + "(K = KiB = 1024, KB = 1000). More is an error. Default: 1GB.")
  private ByteCount mostInput = MOST_INPUT;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private KernelCalls calls;

  /** Checks the whole list, so that nothing runs if a line is invalid. Warns if it is empty. */
  JobList check(PrintWriter err) {
    JobList list = read(err);
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
    return file.equals(STREAM) ? StandardInput.NAME : file;
  }

  private JobList read(PrintWriter err) {
    if (mostInput.bytes() == 0) {
      throw new IllegalArgumentException("--max-input must be at least 1 byte, got: 0");
    }
    if ((file == null) == calls.isEmpty()) {
      throw new IllegalArgumentException(
          "expected either a job list or --kernel with one of " + KernelCalls.CHOICES);
    }
    return file == null ? calls.list() : inFile(file, mostInput, err);
  }

  /** Checks the whole list in a file; {@code "-"} is standard input, which may have so much. */
  static JobList inFile(String file, ByteCount mostInput, PrintWriter err) {
    return Shutdown.whileJobsAreRead(() -> file.equals(STREAM)
        ? StandardInput.list(mostInput, err)
        : JobList.of(LocalFile.of("JOBS", file)));
  }

  /** Whether the job list is on standard input, or nothing says where it is. */
  boolean mayBeStandardInput() {
    return calls.isEmpty() && (file == null || file.equals(STREAM));
  }

  /** Whether that file is the job list or read by it, so that results must not overwrite it. */
  boolean isIn(Path other) {
    if (mayBeStandardInput()) {
      return StandardInput.isFrom(other);
    }
    return file == null ? calls.isIn(other) : isIn(file, other);
  }

  /** Whether that file is the job list so named. */
  static boolean isIn(String jobs, Path other) {
    return jobs.equals(STREAM)
        ? StandardInput.isFrom(other)
        : LocalFile.isSame(Path.of(jobs), other);
  }
}
