package dev.fanfare.worker;

import dev.fanfare.kernel.Blob;
import dev.fanfare.kernel.SharedContent;
import dev.fanfare.wire.SharedBytes;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
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
  private final SharedHeap heap;

  /** Soft, until the memory is needed; then weak. Guarded by holding. */
  private Reference<@Nullable Object> value = new WeakReference<>(null);

  /** Apart from this object's own lock, which is held while the value is read. */
  private final Object holding = new Object();

  private @Nullable ByteBuffer mapped;

  SharedFile(Path file, Blob blob, Type type, SharedHeap heap) {
    this.file = file;
    this.blob = blob;
    this.type = type;
    this.heap = heap;
  }

  Path file() {
    return file;
  }

  @Override
  public synchronized Object value() {
    Object known = held();
    if (known == null) {
      known = heap.read(this, blob, this::read);
    }
    return known;
  }

  // Read, not copied from the mapping, whose pages would count as memory of this process, too.
  private Object read() {
    try (InputStream in = new FileInputStream(file.toFile())) {
      Object known = SharedBytes.read(in, blob.bytes(), type);
      hold(new SoftReference<>(known));
      return known;
    } catch (IOException e) {
      throw new UncheckedIOException(blob + " cannot be read: " + e.getMessage(), e);
    }
  }

  private @Nullable Object held() {
    synchronized (holding) {
      return value.get();
    }
  }

  private void hold(Reference<@Nullable Object> reference) {
    synchronized (holding) {
      value = reference;
    }
  }

  /** Lets go of the value unless a task uses it. */
  void relax() {
    synchronized (holding) {
      value = new WeakReference<>(value.get());
    }
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
    hold(new WeakReference<>(null));
    Files.deleteIfExists(file);
    if (used) {
      System.gc();
    }
  }
}
