import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** CPU time since the start, in seconds. */
final class Cpu {

  private Cpu() {}

  /** Of this process. */
  static double own() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  /** Of this process and of those that it started and that still run. */
  static double all() {
    Duration others = ProcessHandle.current()
        .descendants()
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
    return own() + others.toNanos() / 1e9;
  }
}
