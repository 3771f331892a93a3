package dev.fanfare.rows;

import dev.fanfare.JobListException;
import dev.fanfare.kernel.BadRecord;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.Delayed.Call1;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.Kernels;
import dev.fanfare.kernel.MalformedMessageException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job list with a task for each file or object that matches a pattern, in the order of their names.
 * The kernel takes the name of the file, as a {@code String}, or its content, as a {@code byte[]}.
 *
 * <p>Names are absolute paths, or {@code s3://bucket/key}. The content is read when its task is asked
 * for, and travels with the task; a file that cannot be read by then is a task that fails. Each task
 * has the name of its file as its origin. Immutable and thread-safe.
 *
 * @param <T> type of the results
 */
public final class Items<T extends @Nullable Object> implements Iterable<Delayed<T>> {

  /** The most that a content may have; a larger file is for a kernel that opens it. */
  static final int MOST_BYTES = 8 << 20;

  private final KernelMethod kernel;
  private final List<Source> sources;

  private Items(KernelMethod kernel, List<Source> sources) {
    this.kernel = kernel;
    this.sources = sources;
  }

  /** A call of {@code kernel} for each file; see {@link #of(String, String)}. */
  public static <A, R extends @Nullable Object> Items<R> of(String pattern, Call1<A, R> kernel) {
    return of(pattern, Kernels.of(kernel));
  }

  /**
   * A call of the kernel with that name for each file.
   *
   * @param pattern a path or {@code s3://bucket/key}, in which {@code *} and {@code ?} match
   *     any characters except slashes, and {@code **} also matches folders
   * @throws IllegalArgumentException if it is neither, or the kernel does not take a {@code String} or
   *     a {@code byte[]}
   * @throws JobListException if nothing matches
   * @throws FanfareException if there is no such kernel
   */
  public static Items<@Nullable Object> of(String pattern, String kernel) {
    return of(pattern, Kernels.byName(kernel));
  }

  private static <R extends @Nullable Object> Items<R> of(String pattern, KernelMethod kernel) {
    List<Type> parameters = kernel.parameterTypes();
    if (parameters.size() != 1
        || !List.of(String.class, byte[].class).contains(parameters.get(0))) {
      throw new IllegalArgumentException(
          "a kernel for files must take a String or a byte[], got: " + kernel.signature());
    }
    List<Source> sources = matching(pattern);
    if (sources.isEmpty()) {
      throw new JobListException("no file matches " + pattern, 0, null);
    }
    return new Items<>(kernel, sources);
  }

  private static List<Source> matching(String pattern) {
    try {
      return pattern.startsWith(Source.S3)
          ? S3Bucket.objects(pattern)
          : LocalSource.matching(pattern);
    } catch (IOException e) {
      throw new JobListException(pattern + ": cannot be read: " + e.getMessage(), 0, e);
    }
  }

  /** The number of files. */
  public int size() {
    return sources.size();
  }

  /** The names of the files, in order. */
  public List<String> names() {
    return sources.stream().map(Source::name).toList();
  }

  /** The tasks. */
  @Override
  public Iterator<Delayed<T>> iterator() {
    return sources.stream().map(this::task).iterator();
  }

  @SuppressWarnings("unchecked") // The kernel's result; what cannot be read has none.
  private Delayed<T> task(Source source) {
    String name = source.name();
    try {
      Object argument = kernel.parameterTypes().get(0) == String.class ? name : content(source);
      return (Delayed<T>) Delayed.of(kernel, argument).from(name);
    } catch (IOException | FanfareException e) {
      return (Delayed<T>) BadRecord.of(name, "cannot be read: " + e.getMessage());
    }
  }

  private static byte[] content(Source source) throws IOException {
    try (InputStream in = source.open(source.version(), 0)) {
      byte[] content = in.readNBytes(MOST_BYTES + 1);
      if (content.length > MOST_BYTES) {
        throw new MalformedMessageException(
            "a file must have at most " + MOST_BYTES
                + " bytes to be passed as content; let the kernel take the name",
            null);
      }
      return content;
    }
  }
}
