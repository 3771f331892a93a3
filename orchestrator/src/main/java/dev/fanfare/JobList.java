package dev.fanfare;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.wire.Codec;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A job list of known length: a kernel with each number of a range, or a file with one task per
 * line, such as {@code {"kernel":"sum","args":[40]}} or {@code {"kernel":"sum","kwargs":{"n":40}}}.
 * Empty lines are ignored. The list is checked as a whole before anything runs. A long file is read
 * again during the run, so it may be larger than memory. Thread-safe; an iterator must be used by
 * one thread.
 */
public final class JobList implements Iterable<Delayed<@Nullable Object>> {

  /** Lists up to this length stay in memory after the check and are not read again. */
  private static final int KEPT = 100_000;

  private final Iterable<Delayed<@Nullable Object>> tasks;
  private final long size;

  private JobList(Iterable<Delayed<@Nullable Object>> tasks, long size) {
    this.tasks = tasks;
    this.size = size;
  }

  /**
   * Checks and returns the job list in a file.
   *
   * @throws JobListException if the file cannot be read, or lines are not tasks; the message has the first ten of them
   */
  public static JobList of(Path file) {
    return of(file, file.toString());
  }

  /**
   * Checks and returns the job list in a file.
   *
   * @param name name of the file in messages
   * @throws JobListException if the file cannot be read or a line is not a task
   */
  public static JobList of(Path file, String name) {
    return checked(new JobLines(JobLines.open(file, name), name), BadLines.firstTen(), file, name);
  }

  /**
   * Checks and returns the job list in a stream, line by line as they are read.
   *
   * @param in a stream that leaves what is read from it in a file; the caller closes it
   * @param copy that file, from which a long list is read again
   * @param name name of the stream in messages
   * @throws JobListException if the stream cannot be read or a line is not a task
   */
  public static JobList of(InputStream in, Path copy, String name) {
    return checked(new JobLines(in, name), BadLines.first(), copy, name);
  }

  private static JobList checked(JobLines tasks, BadLines bad, Path file, String name) {
    long size = 0;
    List<Delayed<@Nullable Object>> first = new ArrayList<>();
    for (; tasks.hasNext(); size++) {
      try {
        Delayed<@Nullable Object> task = tasks.next();
        if (size < KEPT) {
          first.add(task);
        }
      } catch (JobListException e) {
        bad.add(e);
      }
    }
    bad.requireNone();
    return new JobList(
        size > KEPT ? () -> new JobLines(JobLines.open(file, name), name) : List.copyOf(first),
        size);
  }

  /**
   * The tasks of a job list that is read only once, each as soon as its line has arrived. A line that is no task is
   * a task that fails. Not thread-safe. The iterator throws JobListException if the stream cannot be read.
   *
   * @param in the stream, which the end of the list closes
   * @param name name of the stream in messages and origins
   */
  public static Iterable<Delayed<@Nullable Object>> arriving(InputStream in, String name) {
    Iterator<Delayed<@Nullable Object>> tasks = new JobLines(in, name).forgiving();
    return () -> tasks;
  }

  /**
   * Calls of a kernel with each integer from {@code from} (included) to {@code to} (excluded).
   *
   * @throws FanfareException if the kernel does not exist or does not accept the first or last
   *     integer
   */
  public static JobList of(String kernel, long from, long to) {
    Codec.call(kernel, from);
    Codec.call(kernel, Math.max(from, to - 1));
    return new JobList(
        () -> LongStream.range(from, to).mapToObj(n -> Codec.call(kernel, n)).iterator(),
        Math.max(0, to - from));
  }

  /**
   * A list that comes from elsewhere.
   *
   * @param tasks its tasks, which are the same each time
   * @param size their number
   */
  public static JobList of(Iterable<Delayed<@Nullable Object>> tasks, long size) {
    return new JobList(tasks, size);
  }

  /** The number of tasks. */
  public long size() {
    return size;
  }

  /** The tasks. Those of a long list are read on demand, and the file is closed at its end. */
  @Override
  public Iterator<Delayed<@Nullable Object>> iterator() {
    return tasks.iterator();
  }
}
