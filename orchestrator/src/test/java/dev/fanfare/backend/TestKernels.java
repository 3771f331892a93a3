package dev.fanfare.backend;

import dev.fanfare.kernel.Kernel;
import java.util.List;

/** Kernels that behave as tests need it. */
public final class TestKernels {

  private TestKernels() {}

  /** Something with parts of several kinds. */
  public record Point(int x, double y, List<String> names) {}

  @Kernel
  public static Point mirror(Point point) {
    return new Point(-point.x(), -point.y(), point.names());
  }

  @Kernel
  public static long failAt13(long n) {
    if (n == 13) {
      throw new IllegalStateException("unlucky: " + n, new ArithmeticException("/ by zero"));
    }
    return n;
  }

  @Kernel
  public static int exit(int code) {
    System.exit(code);
    return code;
  }
}
