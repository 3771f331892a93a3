package dev.fanfare.wire;

import dev.fanfare.kernel.Kernel;
import dev.fanfare.kernel.Shared;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Kernels whose calls are compared. */
public final class CanonicalKernels {

  private CanonicalKernels() {}

  public record Quotes(Map<String, Double> prices) {}

  public record Pair(int a, int b) {}

  @Kernel
  public static int map(Map<String, Integer> map) {
    return map.size();
  }

  @Kernel
  public static int pairs(Map<Pair, Set<String>> map) {
    return map.size();
  }

  @Kernel
  public static int quotes(List<Quotes> quotes) {
    return quotes.size();
  }

  @Kernel
  public static int any(Object value) {
    return value.hashCode();
  }

  @Kernel
  public static int array(double[] array) {
    return array.length;
  }

  @Kernel
  public static int logging(int n, PrintStream log) {
    return n;
  }

  @Kernel
  public static int shared(Shared<double[]> array) {
    return array.get().length;
  }
}
