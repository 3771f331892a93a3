package dev.fanfare.parallel;

import dev.fanfare.kernel.Kernel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Kernels that throw, each in its own way. */
public final class FailingKernels {

  private FailingKernels() {}

  /** Has a constructor that nobody can guess the arguments of. */
  public static final class OddException extends RuntimeException {
    public OddException(int code, String[] parts) {
      super(code + ": " + String.join(" ", parts));
    }
  }

  /** Makes a message of its own of what its constructor is given. */
  public static final class NoSuchTradeException extends RuntimeException {
    public NoSuchTradeException(String trade) {
      super("no such trade: " + trade);
    }
  }

  /** Has no constructor but one of a message and a cause. */
  public static final class PricingException extends Exception {
    public PricingException(String message, ArithmeticException cause) {
      super(message, cause);
    }
  }

  /** Whatever is asked of it, it throws. */
  public static final class HostileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new IllegalStateException("no cause");
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new IllegalStateException("no stack");
    }
  }

  @Kernel
  public static int hostile(int n) {
    throw new HostileException();
  }

  /** Returns what JSON does not carry for 1, a thread, and for 2, a list that contains itself; else a number. */
  @Kernel
  public static Object unwritable(int n) {
    List<Object> cyclic = new ArrayList<>();
    cyclic.add(cyclic);
    return n == 1 ? Thread.currentThread() : n == 2 ? cyclic : (Object) n;
  }

  /** Leaves a file for each call. */
  @Kernel
  public static long traced(Number number, String folder) throws IOException {
    Files.createTempFile(Path.of(folder), "ran", null);
    return number.longValue();
  }

  @Kernel
  public static Object failing(Object value) {
    throw new IllegalStateException("bad: " + value);
  }

  @Kernel
  public static int checked(int n) throws IOException {
    throw new FileNotFoundException("no file " + n);
  }

  @Kernel
  @SuppressWarnings("divzero") // That is how it fails.
  public static int unchecked(int n) {
    return n / 0;
  }

  @Kernel
  public static int odd(int n) {
    throw new OddException(n, new String[] {"odd", "parts"});
  }

  @Kernel
  public static int decorated(int n) {
    throw new NoSuchTradeException("T" + n);
  }

  @Kernel
  public static int nested(int n) throws PricingException {
    try {
      return unchecked(n);
    } catch (ArithmeticException e) {
      throw new PricingException("price of " + n, e);
    }
  }

  @Kernel
  public static int wrapped(int n) {
    throw new UncheckedIOException("wrapped " + n, new IOException("inside", new Exception()));
  }

  @Kernel
  public static int asserted(int n) {
    throw new AssertionError("not " + n);
  }

  @Kernel
  public static int overflowing(int n) {
    return overflowing(n) + 1;
  }

  @Kernel
  public static int linked(int n) {
    throw new NoClassDefFoundError("com/acme/Risk" + n);
  }

  /** A record that is never what it was made of. */
  public record Grown(int n) {
    public Grown {
      n++;
    }
  }

  @Kernel
  public static long grown(Grown grown) {
    return grown.n();
  }
}
