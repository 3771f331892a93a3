package dev.fanfare.it;

import dev.fanfare.kernel.Kernel;
import java.util.concurrent.locks.LockSupport;

/** Kernels that are deployed beside the worker, in a jar of their own. */
public final class ServerKernels {

  private ServerKernels() {}

  /** Throws. */
  @Kernel
  public static long fail(String message) {
    throw new IllegalStateException(message);
  }

  /** Ends the process, if the number is odd; else returns it. */
  @Kernel
  public static long exitIfOdd(long n) {
    if (n % 2 != 0) {
      Runtime.getRuntime().halt(3);
    }
    return n;
  }

  /** Never returns, if the number is odd; else returns it. */
  @Kernel
  public static long hangIfOdd(long n) {
    while (n % 2 != 0) {
      LockSupport.park();
    }
    return n;
  }

  /** A text of that many characters that hardly gets shorter by compression. */
  @Kernel
  public static String noise(int characters, long seed) {
    StringBuilder text = new StringBuilder(characters);
    new java.util.Random(seed).ints(characters, ' ' + 1, 127).forEach(text::appendCodePoint);
    return text.toString();
  }

  /** The text's length and hash code. */
  @Kernel
  public static String digest(String text) {
    return text.length() + " " + text.hashCode();
  }
}
