package dev.fanfare.backend;

import dev.fanfare.kernel.Kernel;

/** Kernels that are right, wrong or deadly, for runs in which everything goes wrong. */
public final class ChaosKernels {

  private ChaosKernels() {}

  /** The square, which tells one task's value from another's. */
  @Kernel
  public static long square(long n) {
    return n * n;
  }

  /** Fails as kernels do. */
  @Kernel
  public static long fail(long n) {
    throw new IllegalArgumentException("no value for " + n);
  }

  /** Takes its process along. */
  @Kernel
  public static long crash(long n) {
    Runtime.getRuntime().halt(13);
    return n;
  }

  /** Never ends; simulated functions know it by its name, for nobody could wait for it. */
  @Kernel
  public static long hang(long n) throws InterruptedException {
    Thread.sleep(Long.MAX_VALUE);
    return n;
  }
}
