package dev.fanfare.doctor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine, or the container, that this process runs on.
 *
 * @param java version of the JDK
 * @param feature its feature version, such as 25
 * @param home folder of the JDK
 * @param builder folder of the JDK that a project is built with
 * @param processors that this JVM uses
 * @param cpuQuota CPUs that the cgroup grants; infinite without a limit
 * @param memoryBytes memory of the machine or the container
 * @param temp folder for temporary files
 * @param loopback the address that local servers listen on
 */
public record Machine(
    String java,
    int feature,
    String home,
    String builder,
    int processors,
    double cpuQuota,
    long memoryBytes,
    Path temp,
    InetAddress loopback) {

  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  /** The one that this process runs on. */
  public static Machine here() {
    return new Machine(
        System.getProperty("java.version"),
        Runtime.version().feature(),
        System.getProperty("java.home"),
        System.getProperty("fanfare.builder", System.getProperty("java.home")),
        Runtime.getRuntime().availableProcessors(),
        cpuQuota(CGROUPS),
        memory(),
        Path.of(System.getProperty("java.io.tmpdir")),
        InetAddress.getLoopbackAddress());
  }

  /** The limit of a cgroup, by the files of version 2 or else 1 (Linux, cgroups(7)). */
  static double cpuQuota(Path cgroups) {
    String[] max = read(cgroups.resolve("cpu.max")).split(" ", -1);
    if (max.length == 2) {
      return quota(max[0], max[1]);
    }
    Path cpu = cgroups.resolve("cpu");
    return quota(read(cpu.resolve("cpu.cfs_quota_us")), read(cpu.resolve("cpu.cfs_period_us")));
  }

  private static double quota(String micros, String periodMicros) {
    return micros.matches("[1-9]\\d*") && periodMicros.matches("[1-9]\\d*")
        ? Double.parseDouble(micros) / Double.parseDouble(periodMicros)
        : Double.POSITIVE_INFINITY;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : Long.MAX_VALUE;
  }
}
