package dev.fanfare.parallel;

import dev.fanfare.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Kernels that leave a file for each time they ran, in whatever process. */
public final class HistoryKernels {

  /** Every so many tasks one fails. */
  static final int FAILS_EACH = 7;

  private HistoryKernels() {}

  /** Takes a moment, during which it can be interrupted as a kernel that waits would be; fails now and then. */
  @Kernel
  public static String compute(String folder, String list, int n)
      throws IOException, InterruptedException {
    Files.createTempFile(Path.of(folder), list + "-" + n + "-", null);
    LockSupport.parkNanos(100_000);
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while it computed " + list + n);
    }
    if (n % FAILS_EACH == 3) {
      throw new IllegalStateException("no value for " + list + n);
    }
    return list + n;
  }

  /** Leaves the file {@code started-N} and waits until it is interrupted. */
  @Kernel
  public static int block(String folder, int n) throws IOException, InterruptedException {
    Files.createFile(Path.of(folder, "started-" + n));
    new CountDownLatch(1).await();
    return n;
  }

  /** Leaves the file {@code started-N}, waits until it is interrupted, and makes a value of that. */
  @Kernel
  public static int blockAndShrug(String folder, int n) throws IOException {
    Files.createFile(Path.of(folder, "started-" + n));
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      return -1;
    }
    return n;
  }

  /** Fails at first, waits until it is interrupted the second time, and returns the third time. */
  @Kernel
  public static int failThenBlock(String folder, int n) throws IOException, InterruptedException {
    Path first = Path.of(folder, "first-" + n);
    Path second = Path.of(folder, "started-" + n);
    if (!Files.exists(first)) {
      Files.createFile(first);
      throw new IllegalStateException("the first time");
    }
    if (!Files.exists(second)) {
      Files.createFile(second);
      new CountDownLatch(1).await();
    }
    return n;
  }

  /** Returns with its thread's interrupt flag set. */
  @Kernel
  public static int interruptItself(int n) {
    Thread.currentThread().interrupt();
    return n;
  }
}
