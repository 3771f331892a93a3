package dev.fanfare.local;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Functions by name and workers by id, for Lambda's two APIs. Thread-safe. */
interface Functions extends AutoCloseable {

  /**
   * The function with that name. It takes a call and returns how that ends; what it throws is a {@link LambdaRefusal} with status 429
   * if it has no place for the call.
   *
   * @param named a name or an ARN, with or without the qualifier {@code $LATEST}
   * @throws LambdaRefusal with status 404 if there is none
   */
  Function<Call, CompletableFuture<Call.Result>> get(String named);

  /** The worker with that id; null if there is none. */
  @Nullable
  Worker worker(String id);

  /**
   * Answers a signed request that is no invocation.
   *
   * @param path as it was sent
   * @throws LambdaRefusal if that cannot be done
   */
  default Answer answer(String method, String path, byte[] body) throws IOException {
    throw new LambdaRefusal(Answer.error(
        404, "UnknownOperationException", "no operation is known by " + method + " " + path));
  }

  /** Kills the workers. */
  @Override
  void close();
}
