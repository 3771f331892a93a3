package dev.fanfare.runs;

import dev.fanfare.kernel.Kernel;
import java.util.concurrent.atomic.AtomicInteger;

/** A kernel that never returns. */
public final class FailingAgain {

  static final AtomicInteger RUNS = new AtomicInteger();

  private FailingAgain() {}

  @Kernel
  public static int fail(int n) {
    RUNS.incrementAndGet();
    throw new IllegalStateException("no " + n);
  }
}
