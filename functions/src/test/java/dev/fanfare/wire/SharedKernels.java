package dev.fanfare.wire;

import dev.fanfare.kernel.Kernel;
import dev.fanfare.kernel.Shared;
import java.util.List;
import java.util.Map;

/** Kernels with shared arguments. */
public final class SharedKernels {

  private SharedKernels() {}

  public record Curve(String name, List<Double> rates) {}

  @Kernel
  public static double at(Shared<double[]> values, int i) {
    return values.get()[i];
  }

  @Kernel
  public static double mappedAt(Shared<double[]> values, int i) {
    return values.asDoubles().get(i);
  }

  @Kernel
  public static double plainAt(double[] values, int i) {
    return values[i];
  }

  @Kernel
  public static long longAt(Shared<long[]> values, int i) {
    return values.get()[i];
  }

  @Kernel
  public static double rate(Shared<Map<String, Curve>> curves, String name) {
    return curves.get().get(name).rates().get(0);
  }

  @Kernel
  public static String any(Object anything) {
    return String.valueOf(anything);
  }
}
