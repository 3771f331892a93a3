package dev.fanfare.worker;

import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/** Distinguishes interrupts from failures. Stateless. */
public final class Interruption {

  private static final int MOST_CAUSES = 16;

  private Interruption() {}

  /**
   * Whether that was thrown because the calling thread was interrupted: the interrupt flag is still
   * set, or a cause is an interrupt.
   */
  public static boolean caused(@Nullable Throwable thrown) {
    boolean caused = Thread.currentThread().isInterrupted();
    Throwable cause = thrown;
    for (int i = 0; i < MOST_CAUSES && cause != null && !caused; i++) {
      caused = cause instanceof InterruptedException || cause instanceof ClosedByInterruptException;
      cause = causeOf(cause);
    }
    return caused;
  }

  // A kernel's own exception may throw here.
  private static @Nullable Throwable causeOf(Throwable thrown) {
    try {
      return thrown.getCause();
    } catch (RuntimeException | Error e) {
      return null;
    }
  }
}
