package dev.fanfare.cli;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.parallel.JobList;
import dev.fanfare.wire.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that say what is to be run. */
final class Jobs {

  /** A job list, checked, and how long it is. */
  record Checked(Iterable<Delayed<@Nullable Object>> tasks, long size) {}

  @Parameters(
      arity = "0..1",
      paramLabel = "JOBS",
      description =
          "File with one task a line, {\"kernel\":\"sum\",\"args\":[40]}; '-' is standard input.")
  private @Nullable String file;

  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      description = "Instead of a file: this kernel for each number of --range.")
  private @Nullable String kernel;

  @Option(
      names = "--range",
      paramLabel = "FROM:TO",
      description = "The numbers from FROM up to, not including, TO.")
  private @Nullable String range;

  /** The list, looked through from end to end: nothing runs if one of its lines is wrong. */
  Checked check() {
    if (file != null && kernel == null && range == null) {
      JobList list = JobList.of(file.equals("-") ? standardInput() : Path.of(file));
      return new Checked(list, list.size());
    }
    if (file == null && kernel != null && range != null) {
      return ofRange(kernel, range);
    }
    throw new IllegalArgumentException(
        "expected a file with a job list, or --kernel and --range together");
  }

  private static Checked ofRange(String kernel, String range) {
    if (!range.matches("-?\\d{1,18}:-?\\d{1,18}")) {
      throw new IllegalArgumentException(
          "--range must be FROM:TO, two whole numbers, got: " + range);
    }
    String[] bounds = range.split(":");
    long from = Long.parseLong(bounds[0]);
    long to = Math.max(from, Long.parseLong(bounds[1]));
    String name = Codec.toJson(kernel);
    Codec.readJob(line(name, from));
    return new Checked(
        () -> LongStream.range(from, to)
            .mapToObj(n -> Codec.readJob(line(name, n)))
            .iterator(),
        to - from);
  }

  private static String line(String kernelInJson, long n) {
    return "{\"kernel\":" + kernelInJson + ",\"args\":[" + n + "]}";
  }

  // A stream can be read once, a list is read twice: to check it, and to run it.
  private static Path standardInput() {
    try {
      Path copy = Files.createTempFile("fanfare-jobs-", ".jsonl");
      copy.toFile().deleteOnExit();
      Files.copy(System.in, copy, StandardCopyOption.REPLACE_EXISTING);
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be read: " + e.getMessage(), e);
    }
  }
}
