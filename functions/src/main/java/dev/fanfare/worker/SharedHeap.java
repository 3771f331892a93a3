package dev.fanfare.worker;

import dev.fanfare.kernel.Blob;
import dev.fanfare.kernel.FanfareException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The heap that shared values are read into. If one does not fit, the others that no task uses make
 * room. Thread-safe.
 */
final class SharedHeap {

  /** Whose values may be in the heap. Guarded by this. */
  private final Set<SharedFile> files = new HashSet<>();

  /** Of values that are being read. Guarded by this. */
  private long reservedBytes;

  private final LongSupplier freeBytes;

  /** This process's heap. */
  SharedHeap() {
    this(SharedHeap::freeBytesOfJvm);
  }

  /** A heap that has so much room for large values. */
  SharedHeap(LongSupplier freeBytes) {
    this.freeBytes = freeBytes;
  }

  /**
   * Reads a value into the heap.
   *
   * @throws FanfareException if it does not fit
   */
  Object read(SharedFile file, Blob blob, Supplier<Object> reading) {
    reserve(blob);
    try {
      return reading.get();
    } finally {
      release(file, blob);
    }
  }

  // Running out of memory would kill this process, and the one that replaces it.
  private synchronized void reserve(Blob blob) {
    if (blob.bytes() > freeBytes()) {
      files.forEach(SharedFile::relax);
      files.clear();
      System.gc();
    }
    long free = freeBytes();
    if (blob.bytes() > free) {
      throw new FanfareException(blob + " needs " + SharedFile.megabytes(blob.bytes())
          + " of heap, but this worker has " + SharedFile.megabytes(free) + " free of "
          + SharedFile.megabytes(Runtime.getRuntime().maxMemory())
          + "; read it through a buffer, such as asDoubles(), or give the function more memory");
    }
    reservedBytes += blob.bytes();
  }

  private synchronized void release(SharedFile file, Blob blob) {
    files.add(file);
    reservedBytes -= blob.bytes();
  }

  private long freeBytes() {
    return freeBytes.getAsLong() - reservedBytes;
  }

  // The part of the heap for old objects, where large ones are, is two thirds.
  private static long freeBytesOfJvm() {
    Runtime heap = Runtime.getRuntime();
    return heap.maxMemory() / 3 * 2 - (heap.totalMemory() - heap.freeMemory());
  }
}
