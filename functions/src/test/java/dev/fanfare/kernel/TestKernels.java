package dev.fanfare.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Kernels, and methods that look like kernels and are none. */
public final class TestKernels {

  private TestKernels() {}

  @Kernel("add")
  public static int add(int a, int b) {
    return a + b;
  }

  @Kernel("both")
  public static String both(Object a, Object b) {
    return a + " " + b;
  }

  @Kernel(value = "alone", threadSafe = false)
  public static String alone() {
    return "alone";
  }

  @Kernel(repeatable = false)
  public static String once() {
    return "once";
  }

  /** A second kernel of that name: {@link SeedKernels#sum} is the first. */
  @Kernel("twice")
  public static long first(long n) {
    return n;
  }

  @Kernel("twice")
  public static long second(long n) {
    return n;
  }

  @Kernel
  public static int fails(String message) throws Exception {
    throw new java.io.IOException(message);
  }

  @Kernel
  public static int overloaded(int n) {
    return n;
  }

  @Kernel
  public static long overloaded(long n) {
    return n;
  }

  /** A kernel ... */
  @Kernel
  public static String describe(int n) {
    return "kernel " + n;
  }

  /** ... and a method of the same name that is none. */
  public static String describe(String text) {
    return "method " + text;
  }

  @Kernel(
      version = "2",
      ignore = {"verbose", "folder"})
  public static int versioned(int n, boolean verbose, String folder) {
    return n;
  }

  @Kernel(ignore = "verbos")
  public static int ignoresNothing(int n, boolean verbose) {
    return n;
  }

  @Kernel
  public static String join(String a, String b, String c, @Nullable String d) {
    return String.join(",", Arrays.asList(a, b, c, d));
  }

  public static String unmarked(String text) {
    return text;
  }

  @Kernel
  static String hidden(String text) {
    return text;
  }

  @Kernel
  public String bound(String text) {
    return text;
  }

  static TestKernels instance() {
    return new TestKernels();
  }

  /** Not public: neither are its methods, whatever they say. */
  static class Inner {
    @Kernel
    public static String inside(String text) {
      return text;
    }
  }

  /** Says that it was initialised. */
  public static final class Loud {
    static {
      System.setProperty("fanfare.test.loud", "initialised");
    }

    private Loud() {}

    public static void notAKernel() {}

    @Kernel
    public static String loud() {
      return System.getProperty("fanfare.test.loud");
    }
  }
}
