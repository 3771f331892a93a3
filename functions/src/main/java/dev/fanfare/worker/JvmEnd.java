package dev.fanfare.worker;

/** Whether this JVM is ending. What fails then fails of that: nothing can be started or registered any more. Stateless. */
final class JvmEnd {

  private static final Thread NO_HOOK = new Thread(() -> {}, "fanfare-no-hook");

  private JvmEnd() {}

  /** Whether shutdown hooks run, as after a signal or {@code System.exit}. */
  static boolean hasBegun() {
    try {
      // The only question that the runtime answers about it.
      Runtime.getRuntime().removeShutdownHook(NO_HOOK);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }
}
