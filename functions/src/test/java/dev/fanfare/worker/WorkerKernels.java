package dev.fanfare.worker;

import dev.fanfare.kernel.Kernel;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

/** Kernels that fail in every way, and kernels that watch who runs beside them. */
public final class WorkerKernels {

  static final AtomicInteger ACTIVE = new AtomicInteger();
  static final CyclicBarrier PAIR = new CyclicBarrier(2);
  static volatile Callable<Object> whileHeld = () -> "nothing";

  private WorkerKernels() {}

  @Kernel
  public static long recurses(long depth) {
    return 1 + recurses(depth + 1);
  }

  @Kernel
  public static int throwsChecked(String message) throws Exception {
    throw new java.io.IOException(message, new IllegalStateException("the cause"));
  }

  @Kernel
  public static int throwsError(String message) {
    throw new AssertionError(message);
  }

  @Kernel
  public static int interrupts() throws InterruptedException {
    throw new InterruptedException("the kernel's own");
  }

  @Kernel
  public static Thread carriesNothing() {
    return Thread.currentThread();
  }

  /** How many calls were active when this one was, itself included. */
  @Kernel(threadSafe = false)
  public static int exclusive(int n) {
    int active = ACTIVE.incrementAndGet();
    for (int i = 0; i < 1_000; i++) {
      Thread.yield();
      active = Math.max(active, ACTIVE.get());
    }
    ACTIVE.decrementAndGet();
    return active;
  }

  /** Does what the test says while it holds the lock of kernels that are not thread-safe. */
  @Kernel(threadSafe = false)
  public static Object held() throws Exception {
    return whileHeld.call();
  }

  /** Returns when two of it run at once, and only then. */
  @Kernel
  public static String meets() throws InterruptedException, BrokenBarrierException {
    PAIR.await();
    return Thread.currentThread().getName();
  }
}
