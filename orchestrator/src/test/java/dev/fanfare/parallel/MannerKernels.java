package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.Kernel;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TaskContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Kernels that tell what they see of Fanfare, and kernels that call it. */
public final class MannerKernels {

  static final Set<Thread> RECURSING = ConcurrentHashMap.newKeySet();
  static volatile boolean released;

  private static final AtomicInteger SET_UPS = new AtomicInteger();

  private MannerKernels() {}

  @Kernel
  public static long pid() {
    return ProcessHandle.current().pid();
  }

  /** Processes that this one has started and that live. */
  @Kernel
  public static long children() {
    return ProcessHandle.current().children().count();
  }

  @Kernel
  public static long seed() {
    return TaskContext.current().seed();
  }

  @Kernel
  public static int cpuCount() {
    return Parallel.cpuCount();
  }

  @Kernel
  public static int effectiveNJobs() {
    return Parallel.effectiveNJobs();
  }

  @Kernel
  public static String print(String text) {
    System.out.print(text);
    return text;
  }

  @Kernel
  public static int setUp(String name) {
    return SET_UPS.incrementAndGet();
  }

  @Kernel
  public static int setUpWith(double[] numbers) {
    return SET_UPS.incrementAndGet();
  }

  @Kernel
  public static int brokenSetUp() {
    throw new IllegalStateException("no licence");
  }

  /** Tells "process id, initializers that ran here". */
  @Kernel
  public static String setUps() {
    return pid() + " " + SET_UPS.get();
  }

  /** Runs for ever where it is alone in its process, else until the test lets it go. Heeds no interrupt. */
  @Kernel
  public static long spin() {
    while (!released) {
      Thread.onSpinWait();
    }
    return pid();
  }

  /** {@link #spin} that holds its process's lock. */
  @Kernel(threadSafe = false)
  public static long spinExclusively() {
    return spin();
  }

  /** Waits for an interrupt before any task. */
  @Kernel
  public static int endlessSetUp() {
    return (int) spin();
  }

  /** How many parallel calls a thread is inside of that the kernel has started, or borrowed from the JVM. */
  @Kernel
  public static List<Integer> levelsOfThreads() throws InterruptedException {
    List<Integer> levels = Collections.synchronizedList(new ArrayList<>());
    Thread own = new Thread(() -> levels.add(TaskContext.current().level()));
    own.start();
    own.join();
    CompletableFuture.runAsync(() -> levels.add(TaskContext.current().level())).join();
    return List.copyOf(levels);
  }

  /** Waits until it is interrupted. */
  @Kernel
  public static long waitForAnInterrupt() throws InterruptedException {
    new CountDownLatch(1).await();
    return 0;
  }

  /** The levels of this task, of a task inside of it, and so on, so many times. */
  @Kernel
  public static List<Integer> levels(int inside) {
    List<Integer> levels = new ArrayList<>(List.of(TaskContext.current().level()));
    if (inside > 0) {
      levels.addAll(Parallel.builder()
          .nJobs(2)
          .call(List.of(delayed(MannerKernels::levels, inside - 1)))
          .get(0));
    }
    return levels;
  }

  /** Who runs eight tasks inside of this one: process and thread of each. */
  @Kernel
  public static List<String> inside(String backend, int nJobs) {
    ParallelBuilder builder = Parallel.builder().nJobs(nJobs);
    return whoRuns(backend.isEmpty() ? builder : builder.backend(backend));
  }

  /** The same where a context names the backend. */
  @Kernel
  public static List<String> insideOfContext(String backend) {
    try (ParallelConfig config =
        ParallelConfig.builder().backend(backend).nJobs(2).open()) {
      return whoRuns(Parallel.builder());
    }
  }

  private static List<String> whoRuns(ParallelBuilder builder) {
    return builder.call(Collections.nCopies(8, delayed(SeedKernels::findIds)));
  }

  /** The sum of n squares, each taken in a task inside of this one. */
  @Kernel
  public static long squares(String backend, int n) {
    List<Delayed<Long>> tasks = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      tasks.add(delayed(MannerKernels::square, (long) i));
    }
    return Parallel.builder().backend(backend).nJobs(2).call(tasks).stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  @Kernel
  public static long square(long n) {
    return n * n;
  }

  /** {@link #squares} that holds its process's lock while tasks inside of it want it as well. */
  @Kernel(threadSafe = false)
  public static double exclusiveInside(String backend) {
    List<Delayed<Double>> tasks =
        Collections.nCopies(4, delayed(SeedKernels::waitLoopExclusive, 16));
    return Parallel.builder().backend(backend).nJobs(2).call(tasks).get(3);
  }

  /** Never comes to its end by itself. */
  @Kernel
  public static long recurse(long depth) {
    RECURSING.add(Thread.currentThread());
    List<Delayed<Long>> both = Collections.nCopies(2, delayed(MannerKernels::recurse, depth + 1));
    return Parallel.builder().nJobs(2).call(both).get(0);
  }
}
