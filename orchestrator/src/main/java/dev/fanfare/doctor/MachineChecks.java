package dev.fanfare.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What runs on threads and processes need of a machine. Stateless. */
final class MachineChecks {

  private static final int OLDEST_JAVA = 17;

  /** What a worker process needs: a JVM with a small heap. */
  private static final long WORKER_BYTES = 256L << 20;

  private static final int CONNECT_MILLIS = 2_000;

  private MachineChecks() {}

  static List<Finding> of(Machine machine) {
    return List.of(
        jdk(machine),
        cores(machine),
        memory(machine),
        Finding.of(
            "temp folder",
            "export FANFARE_JAVA_OPTS=-Djava.io.tmpdir=/var/tmp",
            () -> temp(machine.temp())),
        Finding.of(
            "loopback",
            "allow connections to 127.0.0.1, or use --backend threads",
            () -> loopback(machine)));
  }

  private static Finding jdk(Machine machine) {
    String found = machine.java() + " in " + machine.home();
    return machine.feature() >= OLDEST_JAVA
        ? Finding.ok("JDK", found)
        : Finding.fail(
            "JDK",
            found + " is older than " + OLDEST_JAVA,
            "export JAVA_HOME=/path/to/a/jdk-" + OLDEST_JAVA + "-or-newer");
  }

  private static Finding cores(Machine machine) {
    String found =
        machine.processors() + (machine.processors() == 1 ? " processor" : " processors");
    if (Double.isInfinite(machine.cpuQuota())) {
      return Finding.ok("cores", found + ", no cgroup limit");
    }
    String limit =
        String.format(Locale.ROOT, "%s, cgroup limit %.2f CPUs", found, machine.cpuQuota());
    int whole = (int) Math.max(1, Math.floor(machine.cpuQuota()));
    return machine.cpuQuota() < machine.processors() - 0.5
        ? Finding.warn(
            "cores", limit + ": more workers than that are slowed down", "--n-jobs " + whole)
        : Finding.ok("cores", limit);
  }

  private static Finding memory(Machine machine) {
    long workers = machine.memoryBytes() / WORKER_BYTES;
    String found = (machine.memoryBytes() >> 20) + " MB";
    if (workers < 1) {
      return Finding.fail(
          "memory", found + " is less than a worker process needs, 256 MB", "--backend threads");
    }
    return workers < machine.processors()
        ? Finding.warn(
            "memory", found + " is for " + workers + " worker processes", "--n-jobs " + workers)
        : Finding.ok(
            "memory", found + ", enough for " + machine.processors() + " worker processes");
  }

  private static Finding temp(Path folder) {
    try {
      Path probe = Files.createTempFile(folder, "fanfare-doctor", null);
      try {
        Files.write(probe, new byte[1 << 10]);
      } finally {
        Files.delete(probe);
      }
      long free = Files.getFileStore(folder).getUsableSpace();
      String found = folder + ", " + (free >> 20) + " MB free";
      return free < WORKER_BYTES
          ? Finding.warn("temp folder", found, "df -h " + folder)
          : Finding.ok("temp folder", found);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be written: " + e, e);
    }
  }

  private static Finding loopback(Machine machine) {
    try (ServerSocket server = new ServerSocket(0, 1, machine.loopback());
        Socket client = new Socket()) {
      client.connect(
          new InetSocketAddress(machine.loopback(), server.getLocalPort()), CONNECT_MILLIS);
      return Finding.ok("loopback", machine.loopback().getHostAddress() + " accepts connections");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "processes cannot connect to " + machine.loopback().getHostAddress() + ": " + e, e);
    }
  }
}
