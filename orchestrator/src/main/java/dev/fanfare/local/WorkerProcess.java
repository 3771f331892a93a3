package dev.fanfare.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A JVM that runs the function's handler. It ends with this JVM at the latest. Thread-safe. */
final class WorkerProcess {

  private final Process process;

  /** As of the last look. */
  private volatile long cpuNanos;

  WorkerProcess(Process process) {
    this.process = process;
  }

  /** Blocks until the process has ended; its exit code, or 128 and the number of the signal that ended it. */
  int waitFor() {
    boolean interrupted = false;
    while (true) {
      try {
        int exitCode = process.waitFor();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return exitCode;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  /** CPU time of the process; if it has ended, when that was last looked at. */
  long cpuNanos() {
    process.info().totalCpuDuration().ifPresent(cpu -> cpuNanos = cpu.toNanos());
    return cpuNanos;
  }

  /** Kills the process and its descendants. */
  void kill() {
    cpuNanos();
    List<ProcessHandle> started = Offspring.of(process);
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }

  /** Asks the process to exit: closes the pipe by which it notices the end of its parent (see {@link WorkerMain}). */
  void dismiss() throws IOException {
    process.getOutputStream().close();
  }

  /** The peak memory of the process in MB, or the given value if the system does not report it. */
  long maxMemoryMb(long otherwise) {
    try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }
}
