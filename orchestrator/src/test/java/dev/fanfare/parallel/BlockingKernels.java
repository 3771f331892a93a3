package dev.fanfare.parallel;

import dev.fanfare.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.CountDownLatch;

/** Kernels that wait for a file, or for ever, where tests need a task that is surely not done yet. */
public final class BlockingKernels {

  private BlockingKernels() {}

  /** Returns the value as soon as the file is there. */
  @Kernel
  public static Object after(String file, Object value) throws IOException, InterruptedException {
    Path awaited = Path.of(file).toAbsolutePath();
    try (WatchService changes = awaited.getFileSystem().newWatchService()) {
      awaited.getParent().register(changes, StandardWatchEventKinds.ENTRY_CREATE);
      while (!Files.exists(awaited)) {
        WatchKey change = changes.take();
        change.pollEvents();
        change.reset();
      }
    }
    return value;
  }

  /** Fails as soon as the file is there. */
  @Kernel
  public static Object failAfter(String file, int value) throws IOException, InterruptedException {
    throw new IllegalStateException("bad: " + after(file, value));
  }

  /** Writes its process id into the file and never returns. */
  @Kernel
  public static Object blockForEver(String file) throws IOException, InterruptedException {
    Path written = Files.createTempFile(Path.of(file).getParent(), "pid", null);
    Files.writeString(written, Long.toString(ProcessHandle.current().pid()));
    Files.move(written, Path.of(file), StandardCopyOption.ATOMIC_MOVE);
    new CountDownLatch(1).await();
    return 0;
  }

  /** Never returns, and leaves no trace in any folder. */
  @Kernel
  public static Object never() throws InterruptedException {
    new CountDownLatch(1).await();
    return 0;
  }

  /** Ends its process with that exit code. */
  @Kernel
  public static int exit(int code) {
    System.exit(code);
    return code;
  }

  /** Prints its last words and ends its process with that exit code. */
  @Kernel
  public static int sayAndExit(int code) {
    System.err.println("so it ends");
    System.err.flush();
    System.exit(code);
    return code;
  }

  /** Has its process killed by a signal that cannot be caught. */
  @Kernel
  public static int kill() throws IOException, InterruptedException {
    String pid = Long.toString(ProcessHandle.current().pid());
    new ProcessBuilder("kill", "-9", pid).start();
    new CountDownLatch(1).await();
    return 0;
  }
}
