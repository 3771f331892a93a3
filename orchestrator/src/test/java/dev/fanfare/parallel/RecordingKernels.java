package dev.fanfare.parallel;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.Kernel;
import dev.fanfare.kernel.TaskContext;
import dev.fanfare.memo.Memo;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Kernels that tell whether they have run. */
public final class RecordingKernels {

  /** The arguments of the calls in this process since the last {@link #forget}. */
  static final Set<Integer> RAN = new ConcurrentSkipListSet<>();

  /** How many calls there were. */
  static final AtomicInteger CALLS = new AtomicInteger();

  private RecordingKernels() {}

  static void forget() {
    RAN.clear();
    CALLS.set(0);
  }

  /** A list, to see that values come back by their declared type. */
  @Kernel
  public static List<Long> twice(int n) {
    RAN.add(n);
    CALLS.incrementAndGet();
    return List.of((long) n, (long) n);
  }

  /** The name does not matter. */
  @Kernel(ignore = "name")
  public static int labeled(int n, String name) {
    CALLS.incrementAndGet();
    return n;
  }

  @Kernel
  public static long seed(int n) {
    return TaskContext.current().seed();
  }

  @Kernel
  public static int level() {
    return TaskContext.current().level();
  }

  /** JSON cannot carry its value. */
  @Kernel
  public static StringBuilder builder(int n) {
    CALLS.incrementAndGet();
    return new StringBuilder().append(n);
  }

  /** Fails when it is called for the first time since {@link #forget}. */
  @Kernel
  public static int failsFirst(int n) {
    if (CALLS.incrementAndGet() == 1) {
      throw new IllegalStateException("the first call");
    }
    return n;
  }

  @Kernel(ignore = "log")
  public static int logging(int n, PrintStream log) {
    CALLS.incrementAndGet();
    return n;
  }

  /** What {@link #seed} returns in this task, by a memo in that place. */
  @Kernel
  public static long rememberedSeed(String place) throws Exception {
    try (Memo memo = Memo.at(place)) {
      return memo.call(Delayed.delayed(RecordingKernels::seed, 0));
    }
  }

  /** Puts a file where the folder of the results is to be, before any task has a result. */
  @Kernel
  public static int sabotage(int n, String store) throws IOException {
    try (Stream<Path> runs = Files.list(Path.of(store, "runs"))) {
      Path results = runs.findFirst().orElseThrow().resolve("results");
      Files.createFile(results);
    } catch (FileAlreadyExistsException e) {
      // Another task was first.
    }
    return n;
  }
}
