package dev.fanfare.rows;

import dev.fanfare.BadLines;
import dev.fanfare.JobListException;
import dev.fanfare.kernel.BadRecord;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.Delayed.Call1;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.Kernels;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.wire.Codec;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job list with a task for each record of a CSV or JSONL file, in the order of the file. The
 * kernel takes a record or a simple class, whose components are read from the columns of the same
 * name, or a map of all columns. A record that does not fit is a task that fails.
 *
 * <pre>{@code
 * try (Parallel parallel = Parallel.builder().nJobs(4).build()) {
 *   List<Double> prices = parallel.call(Rows.csv(Path.of("quotes.csv"), Pricing::price));
 * }
 * }</pre>
 *
 * <p>The file is read while the tasks are asked for, so it may be larger than memory. It is checked
 * to be the same each time it is read. Each task has an origin, which appears in its outcome and in errors:
 * {@code file@offset} with the path as it was given, or {@code file:line} if the columns are the kernel's
 * arguments. Immutable and thread-safe; an iterator must be used by one thread, and throws {@link JobListException} if the file cannot be read.
 *
 * @param <T> type of the results
 */
public final class Rows<T extends @Nullable Object> implements Iterable<Delayed<T>> {

  private final Source source;
  private final String version;
  private final RowFormat format;
  private final KernelMethod kernel;
  private final Map<String, String> constants;
  private final ByteRange range;

  /** Whether the columns are the kernel's arguments, so that results name them. */
  private final boolean named;

  private Rows(
      Source source,
      String version,
      RowFormat format,
      KernelMethod kernel,
      Map<String, String> constants,
      ByteRange range,
      boolean named) {
    this.source = source;
    this.version = version;
    this.format = format;
    this.kernel = kernel;
    this.constants = constants;
    this.range = range;
    this.named = named;
  }

  /** A call of {@code kernel} for each record of a CSV file; see {@link #of}. */
  public static <A, R extends @Nullable Object> Rows<R> csv(Path file, Call1<A, R> kernel) {
    return csv(file.toString(), kernel);
  }

  /** A call of {@code kernel} for each record of a CSV file; see {@link #of}. */
  public static <A, R extends @Nullable Object> Rows<R> csv(String place, Call1<A, R> kernel) {
    return of(place, RowFormat.CSV, Kernels.of(kernel));
  }

  /** A call of {@code kernel} for each line of a JSONL file; see {@link #of}. */
  public static <A, R extends @Nullable Object> Rows<R> jsonl(Path file, Call1<A, R> kernel) {
    return jsonl(file.toString(), kernel);
  }

  /** A call of {@code kernel} for each line of a JSONL file; see {@link #of}. */
  public static <A, R extends @Nullable Object> Rows<R> jsonl(String place, Call1<A, R> kernel) {
    return of(place, RowFormat.JSONL, Kernels.of(kernel));
  }

  /**
   * A call of the kernel with that name for each record of a file.
   *
   * @param place a path, or {@code s3://bucket/key}; if its name ends in {@code .gz}, it is unpacked
   * @param format its format; null to tell it by the extension
   * @throws IllegalArgumentException if the place or its extension is wrong
   * @throws JobListException if the file cannot be read, or has no header that the kernel can use
   * @throws FanfareException if there is no such kernel, or it cannot be called with a row
   */
  public static Rows<@Nullable Object> of(String place, @Nullable RowFormat format, String kernel) {
    return of(place, format, Kernels.byName(kernel));
  }

  private static <R extends @Nullable Object> Rows<R> of(
      String name, @Nullable RowFormat format, KernelMethod kernel) {
    return open(name, format, kernel, Map.of(), /* named= */ false);
  }

  /**
   * A call of the kernel with that name for each record of a CSV file, whose columns are all arguments of the
   * kernel.
   *
   * @param place a path, or {@code s3://bucket/key}; if its name ends in {@code .gz}, it is unpacked
   * @param constants arguments that are the same for all, each as {@code NAME=VALUE}
   * @throws JobListException if the file cannot be read, or its columns are not those arguments
   * @throws FanfareException if there is no such kernel, or it does not take the constants
   */
  public static Rows<@Nullable Object> ofArguments(
      String place, List<String> constants, String kernel) {
    KernelMethod method = Kernels.byName(kernel);
    Codec.checkTakesRows(method);
    Map<String, String> same = new LinkedHashMap<>();
    Grid.axes(method, constants).forEach((name, axis) -> same.put(name, axis.single()));
    Rows<@Nullable Object> rows =
        open(place, RowFormat.CSV, method, Map.copyOf(same), /* named= */ true);
    rows.checkArguments();
    return rows;
  }

  private static <R extends @Nullable Object> Rows<R> open(
      String name,
      @Nullable RowFormat format,
      KernelMethod kernel,
      Map<String, String> constants,
      boolean named) {
    Codec.checkTakesRows(kernel);
    Source source = Source.of(name);
    RowFormat known = format == null ? byExtension(name) : format;
    try {
      Rows<R> rows =
          new Rows<>(source, source.version(), known, kernel, constants, ByteRange.ALL, named);
      rows.checkHeader();
      return rows;
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  private static RowFormat byExtension(String name) {
    return RowFormat.byExtension(name)
        .orElseThrow(() -> new IllegalArgumentException(
            "expected a file that ends in .csv or .jsonl, or a format, got: " + name));
  }

  private void checkHeader() throws IOException {
    if (format == RowFormat.JSONL) {
      return;
    }
    try (Records records = Records.open(source, version, format, range)) {
      Set<String> columns = new LinkedHashSet<>(records.columns());
      columns.addAll(constants.keySet());
      Codec.checkColumns(kernel, columns);
    } catch (MalformedMessageException e) {
      String remedy = named ? "; add it, or the same value for all rows: --arg NAME=VALUE" : "";
      throw new JobListException(source.name() + ": " + told(e, remedy), 1, e);
    }
  }

  private void checkArguments() {
    try (Records records = open()) {
      for (String column : records.columns()) {
        checkUsed(column);
        if (constants.containsKey(column)) {
          throw new MalformedMessageException(
              "column '" + column + "' is also given as a constant", null);
        }
      }
    } catch (MalformedMessageException e) {
      throw new JobListException(source.name() + ": " + e.getMessage(), 1, e);
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  private void checkUsed(String column) {
    try {
      Codec.columnType(kernel, column);
    } catch (MalformedMessageException e) {
      throw new MalformedMessageException(
          told(
              e,
              constants.isEmpty()
                  ? "; --rows instead of --args-from leaves such columns out"
                  : "; remove that column"),
          e);
    }
  }

  /** A message with a remedy, unless it ends with a better one: another name. */
  private static String told(MalformedMessageException e, String remedy) {
    String message = String.valueOf(e.getMessage());
    return message.endsWith("?") ? message : message + remedy;
  }

  /**
   * The records that begin in a range of the file's bytes; the last one may end behind it. Ranges
   * that do not overlap have no record in common, and ranges that cover the whole file cover every
   * record: several runs can share a file. In CSV and {@code .gz} files, what is before the range is
   * read, too, because only that tells where a record begins.
   *
   * @param from its first byte, from 0; in a {@code .gz} file, of the unpacked bytes
   * @param to the end, exclusive
   * @throws IllegalArgumentException unless 0 &lt;= from &lt;= to
   */
  public Rows<T> between(long from, long to) {
    return new Rows<>(source, version, format, kernel, constants, new ByteRange(from, to), named);
  }

  /**
   * The number of records. Reads the file, but converts nothing.
   *
   * @throws JobListException if the file cannot be read
   */
  public long count() {
    long count = 0;
    try (Records records = open()) {
      while (records.next()) {
        count++;
      }
    } catch (IOException e) {
      throw unreadable(source, e);
    }
    return count;
  }

  /**
   * Checks all records, and returns their number.
   *
   * @throws JobListException if the file cannot be read, or some records do not fit the kernel; the message has the
   *     first ten of them
   */
  public long check() {
    BadLines bad = BadLines.firstTen();
    long count = 0;
    for (Tasks tasks = new Tasks(); tasks.hasNext(); count++) {
      long line = tasks.records.line();
      Delayed<T> task = tasks.next();
      if (BadRecord.is(task)) {
        bad.add(new JobListException(String.valueOf(task.arguments().get(0)), line, null));
      }
    }
    bad.requireNone();
    return count;
  }

  /** The tasks, read on demand. The file is closed at its end. */
  @Override
  public Iterator<Delayed<T>> iterator() {
    return new Tasks();
  }

  private Records open() {
    try {
      if (!source.version().equals(version)) {
        throw changed(source);
      }
      return Records.open(source, version, format, range);
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  static JobListException changed(Source source) {
    return new JobListException(source.name() + " has changed since it was first read", 0, null);
  }

  private static JobListException unreadable(Source source, IOException e) {
    String why = e instanceof EOFException ? "it ends too early" : e.getMessage();
    return new JobListException(
        source.name() + ": " + (e instanceof NoSuchFileException ? "" : "cannot be read: ") + why,
        0,
        e);
  }

  /** Where it is read: the path as it was given, or {@code s3://bucket/key}. */
  @Override
  public String toString() {
    return source.name();
  }

  /** An inner class, so that the source stays reachable. */
  private final class Tasks implements Iterator<Delayed<T>> {
    private final Records records = open();
    private boolean more;

    Tasks() {
      advance();
    }

    @Override
    public boolean hasNext() {
      return more;
    }

    @Override
    public Delayed<T> next() {
      if (!more) {
        throw new NoSuchElementException();
      }
      Delayed<T> task = task();
      advance();
      return task;
    }

    private void advance() {
      try {
        more = records.next();
        if (!more) {
          records.close();
        }
      } catch (IOException e) {
        throw unreadable(source, e);
      }
    }

    @SuppressWarnings("unchecked") // The kernel's result; a bad record has none.
    private Delayed<T> task() {
      String origin = source.name() + (named ? ":" + records.line() : "@" + records.offset());
      List<String> names = named ? kernel.parameterNames() : List.of();
      try {
        return (Delayed<T>) records.call(kernel, constants).from(origin).named(names);
      } catch (FanfareException e) {
        return (Delayed<T>) BadRecord.of(origin, String.valueOf(e.getMessage()));
      }
    }
  }
}
