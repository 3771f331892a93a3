package dev.fanfare.worker;

import dev.fanfare.kernel.Blob;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.SharedContent;
import dev.fanfare.wire.SharedBytes;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A shared value in a file of this machine. The value in the heap is read once, and again only if the
 * memory was needed while no task used it; the file is mapped once. Thread-safe.
 */
final class SharedFile implements SharedContent {

  private static final double BYTES_PER_MB = 1e6;

  private final Path file;
  private final Blob blob;
  private final Type type;
  private SoftReference<@Nullable Object> value = new SoftReference<>(null);
  private @Nullable ByteBuffer mapped;

  SharedFile(Path file, Blob blob, Type type) {
    this.file = file;
    this.blob = blob;
    this.type = type;
  }

  Path file() {
    return file;
  }

  // Read, not copied from the mapping, whose pages would count as memory of this process, too.
  @Override
  public synchronized Object value() {
    Object known = value.get();
    if (known == null) {
      requireHeap();
      try (InputStream in = new FileInputStream(file.toFile())) {
        known = SharedBytes.read(in, blob.bytes(), type);
      } catch (IOException e) {
        throw new UncheckedIOException(blob + " cannot be read: " + e.getMessage(), e);
      }
      value = new SoftReference<>(known);
    }
    return known;
  }

  // Running out of memory would kill this process, and the one that replaces it.
  private void requireHeap() {
    if (blob.bytes() > free()) {
      System.gc();
      long free = free();
      if (blob.bytes() > free) {
        throw new FanfareException(blob + " needs " + megabytes(blob.bytes())
            + " of heap, but this worker has " + megabytes(free) + " free of "
            + megabytes(Runtime.getRuntime().maxMemory())
            + "; read it through a buffer, such as asDoubles(), or give the function more memory");
      }
    }
  }

  // The part of the heap for old objects, where large ones are, is two thirds.
  private static long free() {
    Runtime heap = Runtime.getRuntime();
    return heap.maxMemory() / 3 * 2 - (heap.totalMemory() - heap.freeMemory());
  }

  static String megabytes(long bytes) {
    return Math.round(bytes / BYTES_PER_MB * 10) / 10.0 + " MB";
  }

  @Override
  public synchronized ByteBuffer bytes() {
    if (mapped == null) {
      try (FileChannel channel = FileChannel.open(file)) {
        mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, blob.bytes());
      } catch (IOException e) {
        throw new UncheckedIOException(blob + " cannot be mapped: " + e.getMessage(), e);
      }
    }
    return mapped.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Deletes the file. Its space is free once nobody uses its buffers. */
  synchronized void delete() throws IOException {
    boolean used = mapped != null;
    mapped = null;
    value.clear();
    Files.deleteIfExists(file);
    if (used) {
      System.gc();
    }
  }
}
