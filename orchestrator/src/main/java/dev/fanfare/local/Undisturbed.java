package dev.fanfare.local;

import dev.fanfare.worker.DaemonThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Runs an action on a separate thread while the caller waits. An interrupt of the caller does not stop the action halfway,
 * which would leave things open; afterwards, the interrupt flag of the caller is set. Stateless.
 */
public final class Undisturbed {

  private Undisturbed() {}

  /** Returns the result of the action, and throws its exceptions. */
  public static <T> T get(String threadName, Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(
              work, run -> DaemonThreads.named(threadName).newThread(run).start())
          .join();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  /** Runs the action, and throws its exceptions. */
  public static void run(String threadName, Runnable work) {
    get(threadName, () -> {
      work.run();
      return true;
    });
  }

  private static RuntimeException unwrapped(CompletionException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return e.getCause() instanceof RuntimeException cause ? cause : e;
  }
}
