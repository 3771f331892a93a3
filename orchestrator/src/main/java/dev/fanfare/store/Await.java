package dev.fanfare.store;

import dev.fanfare.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for the answers of a store. */
public final class Await {

  private Await() {}

  /**
   * The result of the future.
   *
   * @throws StoreException if the future fails with it or with a checked exception
   */
  public static <T> T result(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new StoreException(String.valueOf(e.getCause()), e.getCause());
    }
  }
}
