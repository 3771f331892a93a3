package dev.fanfare.kernel;

import org.jspecify.annotations.Nullable;

/** Example kernels, and kernels that show where a task ran. Thread-safe. */
public final class SeedKernels {

  private SeedKernels() {}

  /** Computes 0 + 1 + ... + (n-1) in a loop. */
  @Kernel("sum")
  public static long sum(long n) {
    long total = 0;
    for (long i = 0; i < n; i++) {
      total += i;
    }
    return total;
  }

  /**
   * Waits by computing four nested loops over m &lt; n, l &lt; m, j &lt; l, i &lt; j with i + 4, a
   * square root and a square. Only the last iteration of the innermost loop (i = j - 1) has an
   * effect, so only that one is computed: n^3 / 6 square roots, about 3 s for n = 1250, where the
   * result is 1250.0.
   *
   * <p>{@code 0.0 * out} makes each step depend on the previous one. Without it, HotSpot also
   * removes the loop over j, and the kernel does not wait.
   */
  @Kernel("wait_loop")
  public static double waitLoop(int n) {
    double out = 0.0;
    for (int m = 0; m < n; m++) {
      for (int l = 0; l < m; l++) {
        for (int j = 1; j < l; j++) {
          double root = Math.sqrt(j + 3 + 0.0 * out);
          out = root * root;
        }
      }
    }
    return out;
  }

  /**
   * {@link #waitLoop(int)}, marked as not thread-safe: one call at a time per process, as if it
   * held Python's global lock.
   */
  @Kernel(value = "wait_loop_exclusive", threadSafe = false)
  public static double waitLoopExclusive(int n) {
    return waitLoop(n);
  }

  /** Returns its argument: a no-op for measuring overhead. */
  @Kernel("identity")
  public static @Nullable Object identity(@Nullable Object value) {
    return value;
  }

  /** Returns who ran it: {@code "<process id> <thread name>"}. */
  @Kernel("find_ids")
  public static String findIds() {
    return ProcessHandle.current().pid() + " " + Thread.currentThread().getName();
  }

  /**
   * One row of a picture of the Mandelbrot set with {@code rows} rows of {@code columns}
   * characters.
   */
  @Kernel("mandelbrot_row")
  public static String mandelbrotRow(int row, int rows, int columns, int iterations) {
    String shades = " .:-=+*#%@";
    double imaginary = 2.4 * (row + 0.5) / rows - 1.2;
    StringBuilder points = new StringBuilder(columns);
    for (int column = 0; column < columns; column++) {
      double real = 3.2 * (column + 0.5) / columns - 2.3;
      int escape = escape(real, imaginary, iterations);
      double shade = Math.log1p(escape) / Math.log1p(iterations);
      points.append(shades.charAt((int) Math.min(shades.length() - 1.0, shade * shades.length())));
    }
    return points.toString();
  }

  private static int escape(double real, double imaginary, int iterations) {
    double x = 0;
    double y = 0;
    int steps = 0;
    while (x * x + y * y <= 4 && steps < iterations) {
      double next = x * x - y * y + real;
      y = 2 * x * y + imaginary;
      x = next;
      steps++;
    }
    return steps;
  }
}
