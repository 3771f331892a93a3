package dev.fanfare.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A function that can be invoked, changed and closed. Each change gives it a new pool of environments. Thread-safe. */
final class DeployedFunction implements AutoCloseable {

  /** What a function may have while nothing is reserved for it: as many as a new account at AWS, or as there are processors. */
  static final int UNRESERVED_CONCURRENCY =
      Math.max(10, Runtime.getRuntime().availableProcessors());

  private final Path folder;
  private final UnaryOperator<String> runtimeApi;

  /** Those of the past as well, for calls that are under way. Written under this object's lock. */
  private final List<Environments> pools = new CopyOnWriteArrayList<>();

  // Written under this object's lock.
  private volatile FunctionDescription description;
  private volatile @Nullable Integer reserved;
  private volatile @Nullable Environments current;

  private DeployedFunction(
      FunctionDescription description, Path folder, UnaryOperator<String> runtimeApi) {
    this.description = description;
    this.folder = folder;
    this.runtimeApi = runtimeApi;
  }

  /** The function that a cloud has from the start; its concurrency is reserved for it. */
  static DeployedFunction of(Environments first, Path folder, UnaryOperator<String> runtimeApi) {
    FunctionDescription description = FunctionDescription.of(first.function());
    DeployedFunction function = new DeployedFunction(description, folder, runtimeApi);
    function.reserved = first.function().concurrency();
    function.current = first;
    function.pools.add(first);
    return function;
  }

  /**
   * A function without environments.
   *
   * @param folder where its workers get their folders
   * @param runtimeApi the address of the Runtime API for an environment's id
   */
  static DeployedFunction of(
      FunctionDescription description, Path folder, UnaryOperator<String> runtimeApi)
      throws IOException {
    DeployedFunction function = new DeployedFunction(description, folder, runtimeApi);
    function.renew(description, null);
    return function;
  }

  FunctionDescription description() {
    return description;
  }

  Path folder() {
    return folder;
  }

  /** The concurrency that is kept for it; null: it has what the account has left. */
  @Nullable
  Integer reserved() {
    return reserved;
  }

  /** Further calls go to environments of the function as it is described then. */
  synchronized void change(UnaryOperator<FunctionDescription> change) throws IOException {
    renew(change.apply(description), reserved);
  }

  /** Keeps that concurrency for it and allows no more; null gives it up. */
  synchronized void reserve(@Nullable Integer concurrency) throws IOException {
    renew(description, concurrency);
  }

  private synchronized void renew(FunctionDescription changed, @Nullable Integer concurrency)
      throws IOException {
    Environments next = null;
    if (concurrency == null || concurrency > 0) {
      FunctionConfig config =
          changed.config(concurrency == null ? UNRESERVED_CONCURRENCY : concurrency);
      Path home = folder.resolve("pool-" + pools.size());
      next = new Environments(changed.code().command(config, home), runtimeApi);
      pools.add(next);
    }
    description = changed;
    reserved = concurrency;
    current = next;
  }

  /** Hands the call to an environment; what it throws is a {@link LambdaRefusal} with status 429 if all of them are busy. */
  CompletableFuture<Call.Result> invoke(Call call) {
    Environments now = current;
    if (now == null || !now.invoke(call)) {
      throw new LambdaRefusal(Answer.throttled(
          reserved == null
              ? "ConcurrentInvocationLimitExceeded"
              : "ReservedFunctionConcurrentInvocationLimitExceeded"));
    }
    return call.result();
  }

  /** The worker with that id; null if it is none of this function's. */
  @Nullable
  Worker worker(String id) {
    return pools.stream()
        .map(pool -> pool.byId(id))
        .filter(found -> found != null)
        .findFirst()
        .orElse(null);
  }

  /** Kills its workers; calls under way are answered as crashes. */
  @Override
  public void close() {
    pools.forEach(Environments::close);
  }
}
