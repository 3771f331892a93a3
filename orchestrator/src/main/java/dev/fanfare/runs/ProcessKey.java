package dev.fanfare.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What tells a process of this machine from every other, before and after: on Linux the boot, its id, and the clock tick since then at
 * which the process started (proc(5), {@code /proc/pid/stat}, field 22). Setting the machine's clock changes neither. Stateless.
 */
final class ProcessKey {

  private static final Path PROC = Path.of("/proc");

  /** Fields behind the name of the program, which is in parentheses and may have any character. */
  private static final int START_TIME = 22 - 3;

  private ProcessKey() {}

  /** The key of a process that lives; null where this machine does not tell it. */
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
