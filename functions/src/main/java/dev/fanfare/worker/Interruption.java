package dev.fanfare.worker;

import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/** What tells an interrupt from a failure. Stateless. */
public final class Interruption {

  private static final int MOST_CAUSES = 16;

  private Interruption() {}

  /** Whether that was thrown because the calling thread was interrupted: it is so still, or a cause says that it was. */
  public static boolean caused(@Nullable Throwable thrown) {
    boolean caused = Thread.currentThread().isInterrupted();
    Throwable cause = thrown;
    for (int i = 0; i < MOST_CAUSES && cause != null && !caused; i++) {
      caused = cause instanceof InterruptedException || cause instanceof ClosedByInterruptException;
      cause = causeOf(cause);
    }
    return caused;
  }

  // An exception of a kernel's own may throw here, too.
  private static @Nullable Throwable causeOf(Throwable thrown) {
    try {
      return thrown.getCause();
    } catch (RuntimeException | Error e) {
      return null;
    }
  }
}
