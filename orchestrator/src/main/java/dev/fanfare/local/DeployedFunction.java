package dev.fanfare.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A function that can be invoked: its description, its reserved concurrency, and its environments. Thread-safe. */
final class DeployedFunction implements AutoCloseable {

  private final Environments environments;

  // Written under this object's lock.
  private volatile FunctionDescription description;
  private volatile @Nullable Integer reserved;
  private WorkerCommand command;

  /**
   * A function without environments.
   *
   * @param environments started by that command
   * @param reserved the concurrency that is kept for it; null: it has what the account has left
   */
  DeployedFunction(
      FunctionDescription description,
      WorkerCommand command,
      Environments environments,
      @Nullable Integer reserved) {
    this.description = description;
    this.command = command;
    this.environments = environments;
    this.reserved = reserved;
  }

  FunctionDescription description() {
    return description;
  }

  Environments environments() {
    return environments;
  }

  /** Where its workers get their folders. */
  synchronized Path folder() {
    return command.folder();
  }

  /** Further invocations go to environments of the function as it is described then. */
  synchronized void change(UnaryOperator<FunctionDescription> change) throws IOException {
    FunctionDescription changed = change.apply(description);
    command = command.with(changed.config());
    description = changed;
    environments.restart(command);
  }

  /** The concurrency that is kept for it; null if none is. */
  @Nullable
  Integer reserved() {
    return reserved;
  }

  /** Keeps that concurrency for it and allows no more; null gives it up. */
  synchronized void reserve(@Nullable Integer concurrency) {
    reserved = concurrency;
    environments.limit(concurrency == null ? description.config().concurrency() : concurrency);
  }

  /** What Lambda answers when all environments are busy. */
  Answer throttled() {
    return Answer.throttled(
        reserved == null
            ? "ConcurrentInvocationLimitExceeded"
            : "ReservedFunctionConcurrentInvocationLimitExceeded");
  }

  /** Kills its workers; invocations under way are answered as crashes. */
  @Override
  public void close() {
    environments.close();
  }
}
