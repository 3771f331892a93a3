package dev.fanfare.cli;

import dev.fanfare.kernel.Kernel;
import dev.fanfare.kernel.TaskContext;
import dev.fanfare.parallel.BlockingKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Kernels that behave as kernels should not. */
public final class TestKernels {

  /** Calls of {@link #count} in this process. */
  static final AtomicInteger CALLS = new AtomicInteger();

  private static final AtomicInteger INSIDE = new AtomicInteger();

  private static volatile String greeting = "";

  private TestKernels() {}

  /** A line of a job list: a call of the kernel of that name in this class. */
  static String line(String kernel, String arguments) {
    return "{\"kernel\":\"" + fullName(kernel) + "\",\"args\":[" + arguments + "]}";
  }

  static String fullName(String kernel) {
    return TestKernels.class.getName() + "::" + kernel;
  }

  /** Ends its process, and must not be called again. */
  @Kernel(repeatable = false)
  public static int haltsOnce(int n) {
    Runtime.getRuntime().halt(3);
    return n;
  }

  /** Leaves a trace of having run. */
  @Kernel
  public static int count(int n) {
    CALLS.incrementAndGet();
    return n;
  }

  /** Has a version. */
  @Kernel(version = "2")
  public static int versioned(int n) {
    return n;
  }

  /** Throws for 1 and 3. */
  @Kernel(repeatable = false)
  public static int once(int n) {
    LockSupport.parkNanos(20_000_000);
    return n;
  }

  @Kernel
  public static int odd(int n) {
    if (n % 2 == 1) {
      throw new IllegalStateException("no luck with " + n);
    }
    return n;
  }

  /** Throws in a function with two vCPUs or more. */
  @Kernel
  public static int failsInLargeFunctions(int n) {
    if (Integer.parseInt(System.getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")) > 3000) {
      throw new IllegalStateException("too much memory");
    }
    return n;
  }

  /** Prints its argument. */
  @Kernel
  public static int print(int n) {
    System.out.println("printed " + n);
    return n;
  }

  /** Prints its argument, and throws while there is no file {@code allowed} in the folder. */
  @Kernel
  public static int printOrThrow(int n, String folder) {
    if (!Files.exists(Path.of(folder, "allowed"))) {
      throw new IllegalStateException("not allowed");
    }
    return print(n);
  }

  /** Ends the process for 1. */
  @Kernel
  public static int exit(int n) {
    if (n == 1) {
      System.exit(7);
    }
    return n;
  }

  /** Eats all memory for 1. */
  @Kernel
  public static int eat(int n) {
    List<long[]> eaten = new ArrayList<>();
    while (n == 1) {
      eaten.add(new long[1 << 30]);
    }
    return n;
  }

  /** Returns what JSON cannot carry. */
  @Kernel
  public static Object thread(int n) {
    return Thread.currentThread();
  }

  /** How many calls of it were under way when it ended: 1 whenever the word is kept. */
  @Kernel(threadSafe = false)
  public static int alone(int n) {
    INSIDE.incrementAndGet();
    for (int i = 0; i < 100_000; i++) {
      Thread.onSpinWait();
    }
    return INSIDE.getAndDecrement();
  }

  /** Takes numbers up to 127. */
  @Kernel
  public static int small(byte n) {
    return n;
  }

  /** How many lines that file has by now. */
  @Kernel
  public static int lines(String file) throws IOException {
    return Files.readAllLines(Path.of(file)).size();
  }

  /** An initializer for {@link #greeted}. */
  @Kernel
  public static String greet(String with) {
    greeting = with;
    return with;
  }

  @Kernel
  public static String greeted(String name) {
    return greeting + " " + name;
  }

  @Kernel
  public static double times(double a, double b) {
    return a * b;
  }

  /** The task's own seed. */
  @Kernel
  public static long seed() {
    return TaskContext.current().seed();
  }

  @Kernel
  public static String hello(String name) {
    return "hello " + name;
  }

  /** Prints that. */
  @Kernel
  public static int say(String text) {
    System.out.println(text);
    return text.length();
  }

  /** Prints that, and throws. */
  @Kernel
  public static int sayAndThrow(String text) {
    throw new IllegalStateException("said " + say(text));
  }

  /**
   * Notes in the folder's {@code diary} that it ran. Throws for 5 while there is no file {@code allowed},
   * and from 50 on waits for the file {@code open}.
   */
  @Kernel
  public static int note(int n, String folder) throws IOException, InterruptedException {
    Files.writeString(
        Path.of(folder, "diary"), n + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (n == 5 && !Files.exists(Path.of(folder, "allowed"))) {
      throw new IllegalStateException("not 5");
    }
    if (n >= 50) {
      BlockingKernels.after(Path.of(folder, "open").toString(), n);
    }
    return n;
  }

  /**
   * Returns if the file is there; else writes its process id into it, and never returns. Heeds no
   * interrupt.
   */
  @Kernel
  public static int blockOnce(int n, String file) throws IOException {
    if (Files.exists(Path.of(file))) {
      return n;
    }
    while (true) {
      try {
        BlockingKernels.blockForEver(file);
      } catch (InterruptedException e) {
        // What it is for.
      }
    }
  }

  /** Returns if the file is there; else creates it, and waits for an interrupt. */
  @Kernel
  public static int blockUntilInterrupted(int n, String file)
      throws IOException, InterruptedException {
    if (!Files.exists(Path.of(file))) {
      BlockingKernels.blockForEver(file);
    }
    return n;
  }

  /** Registers a hook for the end of the process over and over, until that is refused. Not for 0. */
  @Kernel
  public static int hook(int n) {
    Thread hook = new Thread(() -> {});
    while (n != 0) {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
    }
    return n;
  }

  /** A record whose accessors mask or exchange what it holds. */
  public record Masked(String user, int first, int second) {
    @Override
    public String user() {
      throw new IllegalStateException("not told");
    }

    @Override
    public int first() {
      return second;
    }
  }

  /** Returns such a record. */
  @Kernel
  public static Masked masked(int n) {
    return new Masked("u" + n, n, 10 * n);
  }
}
