package dev.fanfare.parallel;

import dev.fanfare.kernel.Kernel;
import dev.fanfare.kernel.Shared;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Kernels with shared arguments. */
public final class SharingKernels {

  private SharingKernels() {}

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
  public static double rate(Shared<Map<String, Curve>> curves, String name) {
    return curves.get().get(name).rates().get(0);
  }

  /** The process, and which array of it the task got. */
  @Kernel
  public static List<Long> instance(Shared<double[]> values, int i) {
    return List.of(ProcessHandle.current().pid(), (long) System.identityHashCode(values.get()));
  }

  /** The process, and which array of it the task got. */
  @Kernel
  public static List<Long> plainInstance(double[] values, int i) {
    return List.of(ProcessHandle.current().pid(), (long) System.identityHashCode(values));
  }

  /** By how many bytes the part of the heap for new objects grows as the task gets the array. */
  @Kernel
  public static long newBytes(Shared<double[]> values) {
    long before = edenBytes();
    values.get();
    return edenBytes() - before;
  }

  private static long edenBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().contains("Eden"))
        .mapToLong(pool -> pool.getUsage().getUsed())
        .sum();
  }

  /** Ends its process at the first call with that note. */
  @Kernel
  public static double afterADeath(Shared<double[]> values, String note) throws IOException {
    double value = values.get()[1];
    Path file = Path.of(note);
    if (Files.notExists(file)) {
      Files.createFile(file);
      Runtime.getRuntime().halt(9);
    }
    return value;
  }
}
