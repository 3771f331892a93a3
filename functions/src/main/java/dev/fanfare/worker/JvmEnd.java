package dev.fanfare.worker;

/** Detects whether this JVM is shutting down, which makes other operations fail. Stateless. */
public final class JvmEnd {

  private static final Thread NO_HOOK = new Thread(() -> {}, "fanfare-no-hook");

  private JvmEnd() {}

  /** Whether shutdown hooks run, as after a signal or {@code System.exit}. */
  public static boolean hasBegun() {
    try {
      // The only way to find out.
      Runtime.getRuntime().removeShutdownHook(NO_HOOK);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }
}
