package dev.fanfare.schedule;

import dev.fanfare.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Kernels that leave a note of each of their runs. */
public final class NotingKernels {

  private NotingKernels() {}

  /** Leaves a file {@code n-...} in the folder; 13 fails then. */
  @Kernel
  public static long note(String folder, long n) throws IOException {
    Files.createFile(Path.of(folder, n + "-" + UUID.randomUUID()));
    if (n == 13) {
      throw new IllegalStateException("unlucky");
    }
    return n;
  }
}
