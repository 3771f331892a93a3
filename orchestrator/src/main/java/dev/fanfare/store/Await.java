package dev.fanfare.store;

import dev.fanfare.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Waits for the results of a store. */
public final class Await {

  private Await() {}

  /** The error of a future, without the {@link CompletionException} in which later stages wrap it. */
  public static @Nullable Throwable cause(@Nullable Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

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
