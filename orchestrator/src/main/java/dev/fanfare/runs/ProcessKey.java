package dev.fanfare.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a process of this machine among all earlier and later ones. On Linux, by the boot id
 * and the clock tick since boot at which the process started (proc(5), {@code /proc/pid/stat},
 * field 22), which do not change when the clock is set. Stateless.
 */
final class ProcessKey {

  private static final Path PROC = Path.of("/proc");

  /** The fields after the program name, which is in parentheses and may contain any character. */
  private static final int START_TIME = 22 - 3;

  private ProcessKey() {}

  /** The key of a running process; null if this machine does not provide it. */
  static @Nullable String of(long pid) {
    try {
      String boot = read(PROC.resolve("sys/kernel/random/boot_id")).strip();
      String stat = read(PROC.resolve(pid + "/stat"));
      return boot + "/" + pid + "/"
          + stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[START_TIME];
    } catch (IOException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
