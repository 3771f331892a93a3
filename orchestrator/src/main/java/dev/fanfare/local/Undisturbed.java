package dev.fanfare.local;

import dev.fanfare.worker.DaemonThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Does something on a thread of its own while the caller waits. An interrupt of the caller neither breaks it off halfway, which would
 * leave behind what was open by then, nor is it lost: the caller finds itself interrupted afterwards. Stateless.
 */
public final class Undisturbed {

  private Undisturbed() {}

  /** Returns what the work returns, and throws what it throws. */
  public static <T> T get(String threadName, Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(
              work, run -> DaemonThreads.named(threadName).newThread(run).start())
          .join();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  /** Does the work, and throws what it throws. */
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
