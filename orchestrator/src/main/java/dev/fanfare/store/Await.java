package dev.fanfare.store;

import dev.fanfare.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Waits for what a store answers. */
public final class Await {

  private Await() {}

  /** What a future or one of its stages was ended by: stages wrap that in a {@link CompletionException}. */
  public static @Nullable Throwable cause(@Nullable Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  /**
   * What the future ends with.
   *
   * @throws StoreException if it ends with that, or with anything that is not unchecked
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
