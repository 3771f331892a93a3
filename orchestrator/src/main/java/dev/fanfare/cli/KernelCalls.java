package dev.fanfare.cli;

import dev.fanfare.JobList;
import dev.fanfare.JobListException;
import dev.fanfare.StoreException;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.Kernels;
import dev.fanfare.rows.Items;
import dev.fanfare.rows.RowFormat;
import dev.fanfare.rows.Rows;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for a job list that calls one kernel with numbers, records or files. */
final class KernelCalls {

  private static final String S3 = "s3://";
  private static final String RANGE = "--range";
  private static final String ROWS = "--rows";
  private static final String ITEMS = "--items";

  /** For messages. */
  static final String CHOICES = "--range, --arg, --args-from, --rows and --items";

  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      description =
          "Instead of JOBS: call this kernel with each element of --range, --rows or --items, or with "
              + "the values of --arg or --args-from.")
  private @Nullable String kernel;

  @Option(
      names = RANGE,
      paramLabel = "FROM:TO",
      description = "Integers from FROM (included) to TO (excluded).")
  private @Nullable String range;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Sweep sweep;

  @Option(
      names = ROWS,
      paramLabel = "FILE",
      description = "The records of a CSV file with a header, or of a JSONL file: a path or "
          + "s3://bucket/key. Columns are passed by name.")
  private @Nullable String rows;

  @Option(
      names = "--rows-format",
      paramLabel = "FORMAT",
      description = "csv or jsonl. Default: by the extension of FILE.")
  private @Nullable String rowsFormat;

  @Option(
      names = ITEMS,
      paramLabel = "PATTERN",
      description = "The files that match a pattern with '*', '?' or '**', in quotes: a path or "
          + "s3://bucket/key. The kernel takes a file's name (String) or content (byte[]).")
  private @Nullable String items;

  /** What is read: names of files and objects. */
  private List<String> read = List.of();

  /** Whether none of these options is given. */
  boolean isEmpty() {
    return sweep.isEmpty()
        && Stream.of(kernel, range, rows, rowsFormat, items).allMatch(Objects::isNull);
  }

  /** What the job list is called in messages. */
  String name() {
    return sources()
        .map(source -> source.option + " " + source.value)
        .findFirst()
        .orElse("--kernel");
  }

  /** Says how many tasks there are, if that is more than a number. */
  void tell(PrintWriter err) {
    String told = sweep.told();
    if (told != null) {
      err.println(told);
    }
  }

  /** Whether that file is read, so that results must not overwrite it. */
  boolean isIn(Path other) {
    return read.stream()
        .anyMatch(file -> !file.startsWith(S3) && LocalFile.isSame(Path.of(file), other));
  }

  /**
   * The job list. Nothing runs if it cannot be used.
   *
   * @throws IllegalArgumentException if the options do not go together
   */
  JobList list() {
    List<Source> given = sources().toList();
    if (given.size() != 1) {
      throw new IllegalArgumentException("--kernel requires one of " + CHOICES + ", got: "
          + (given.isEmpty()
              ? "none"
              : given.stream().map(Source::option).collect(Collectors.joining(" and "))));
    }
    Source source = given.get(0);
    String name = kernel;
    if (name == null) {
      throw new IllegalArgumentException(
          "--kernel is missing: --kernel and " + source.option + " go together");
    }
    if (rowsFormat != null && rows == null) {
      throw new IllegalArgumentException("--rows-format requires --rows");
    }
    return Shutdown.whileJobsAreRead(() -> list(name, source));
  }

  private JobList list(String name, Source source) {
    try {
      requireKernel(name);
      return switch (source.option) {
        case ROWS -> ofRows(name, source.value);
        case ITEMS -> ofItems(name, source.value);
        case Sweep.ARG -> sweep.grid(name);
        case Sweep.ARGS_FROM -> ofArguments(sweep.rows(name, source.value));
        default -> ofRange(name, source.value);
      };
    } catch (JobListException | StoreException e) {
      throw e;
    } catch (FanfareException e) {
      throw new IllegalArgumentException(source.option + ": " + e.getMessage(), e);
    }
  }

  private static void requireKernel(String name) {
    try {
      Kernels.byName(name);
    } catch (FanfareException e) {
      throw new IllegalArgumentException("--kernel: " + e.getMessage(), e);
    }
  }

  /** An option that says what the kernel is called with. */
  private record Source(String option, String value) {}

  private Stream<Source> sources() {
    return Stream.of(
            source(RANGE, range),
            source(sweep.option(), sweep.isEmpty() ? null : sweep.value()),
            source(ROWS, rows),
            source(ITEMS, items))
        .flatMap(Optional::stream);
  }

  private static Optional<Source> source(String option, @Nullable String value) {
    return Optional.ofNullable(value).map(given -> new Source(option, given));
  }

  private JobList ofRows(String name, String file) {
    return ofRows(Rows.of(file, rowsFormat == null ? null : RowFormat.named(rowsFormat), name));
  }

  // As in a file with a task per line, nothing runs if one does not fit.
  private JobList ofArguments(Rows<@Nullable Object> records) {
    read = List.of(records.toString());
    return JobList.of(records, records.check());
  }

  private JobList ofRows(Rows<@Nullable Object> records) {
    read = List.of(records.toString());
    return JobList.of(records, records.count());
  }

  private JobList ofItems(String name, String pattern) {
    Items<@Nullable Object> files = Items.of(pattern, name);
    read = files.names();
    return JobList.of(files, files.size());
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
    return JobList.of(kernel, from, to);
  }
}
