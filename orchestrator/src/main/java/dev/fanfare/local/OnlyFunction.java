package dev.fanfare.local;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The only function of a cloud. Thread-safe. */
final class OnlyFunction implements Functions {

  private final Environments environments;

  /** The function that these environments run. */
  OnlyFunction(Environments environments) {
    this.environments = environments;
  }

  /** A name without what may surround it: the ARN, or a part of it from the account on, and the qualifier {@code $LATEST}. */
  static String plain(String named) {
    return named
        .replaceFirst("^(arn:aws:lambda:[a-z0-9-]+:)?(\\d{12}:)?function:", "")
        .replaceFirst(":\\$LATEST$", "");
  }

  @Override
  public Function<Call, CompletableFuture<Call.Result>> get(String named) {
    if (!plain(named).equals(environments.function().name())) {
      throw LambdaRefusal.notFound(plain(named));
    }
    return this::invoke;
  }

  private CompletableFuture<Call.Result> invoke(Call call) {
    if (!environments.invoke(call)) {
      throw new LambdaRefusal(
          Answer.throttled("ReservedFunctionConcurrentInvocationLimitExceeded"));
    }
    return call.result();
  }

  @Override
  public @Nullable Worker worker(String id) {
    return environments.byId(id);
  }

  @Override
  public void close() {
    environments.close();
  }
}
