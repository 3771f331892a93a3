package dev.fanfare.backend;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.local.Undisturbed;
import dev.fanfare.store.SdkFailure;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.waiters.LambdaAsyncWaiter;

/**
 * The memory of a function, changed for a while: closing this object sets it back, and so does the end
 * of the JVM unless it is killed. Needs the permissions {@code lambda:GetFunctionConfiguration} and
 * {@code lambda:UpdateFunctionConfiguration}. Thread-safe.
 */
public final class FunctionMemory implements AutoCloseable {

  private static final String LATEST = "$LATEST";

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final int MOST_LOOKS = 600;

  private final LambdaAsyncClient lambda;
  private final String region;
  private final String function;
  private final int originalMb;
  private final Consumer<String> tell;
  private final Thread hook = new Thread(this::closeAtTheJvmsEnd, "fanfare-memory-shutdown");

  // Guarded by this.
  private boolean changed;
  private boolean closed;

  private FunctionMemory(
      LambdaAsyncClient lambda,
      String region,
      String function,
      int originalMb,
      Consumer<String> tell) {
    this.lambda = lambda;
    this.region = region;
    this.function = function;
    this.originalMb = originalMb;
    this.tell = tell;
  }

  /**
   * The memory of that function, not changed yet.
   *
   * @param lambda is closed with it
   * @param originalMb what it has now, and will have again
   */
  static FunctionMemory open(
      LambdaAsyncClient lambda,
      String region,
      String function,
      int originalMb,
      Consumer<String> tell) {
    FunctionMemory memory = new FunctionMemory(lambda, region, function, originalMb, tell);
    try {
      Runtime.getRuntime().addShutdownHook(memory.hook);
    } catch (IllegalStateException e) {
      // The JVM is ending.
      lambda.close();
      throw new CancellationException();
    }
    return memory;
  }

  /** Throws if it is a published version, whose memory never changes. */
  static void requireChangeable(String function, @Nullable String version) {
    if (version != null && !version.equals(LATEST)) {
      throw new BackendUnavailableException(
          "function " + function + " is the published version " + version
              + ", whose memory cannot be changed: name it without a version or alias;"
              + " nothing has run",
          null);
    }
  }

  /** The memory that the function had, in MB. */
  public int originalMb() {
    return originalMb;
  }

  /** The command that sets the memory back by hand. */
  public String howToRestore() {
    return "aws lambda update-function-configuration --region " + region + " --function-name '"
        + function + "' --memory-size " + originalMb;
  }

  /**
   * Changes the memory, and waits until invocations get it.
   *
   * @throws IllegalArgumentException if the function cannot have that much
   * @throws CancellationException if this object is closed
   */
  public synchronized void change(int memoryMb) {
    if (closed) {
      throw new CancellationException();
    }
    changed = true;
    set(memoryMb);
  }

  private void set(int memoryMb) {
    try {
      // Whoever deploys the function may have just begun to change it.
      awaitLastChange();
      lambda
          .updateFunctionConfiguration(update -> update.functionName(function).memorySize(memoryMb))
          .join();
      awaitLastChange();
    } catch (CompletionException e) {
      throw explained(memoryMb, e.getCause() == null ? e : e.getCause());
    }
  }

  private void awaitLastChange() {
    try (LambdaAsyncWaiter waiter = LambdaAsyncWaiter.builder()
        .client(lambda)
        .overrideConfiguration(wait -> wait.maxAttempts(MOST_LOOKS)
            .backoffStrategyV2(BackoffStrategy.fixedDelay(BETWEEN_LOOKS)))
        .build()) {
      waiter.waitUntilFunctionUpdated(get -> get.functionName(function)).join();
    }
  }

  private RuntimeException explained(int memoryMb, Throwable cause) {
    String message = "function " + function + " cannot get " + memoryMb + " MB of memory: "
        + SdkFailure.text(
            cause, "Lambda in " + region, lambda.serviceClientConfiguration(), /* ours= */ false);
    return cause instanceof InvalidParameterValueException
        ? new IllegalArgumentException(message, cause)
        : new FanfareException(message, cause);
  }

  /**
   * Sets the memory back if it was changed. A second call does nothing.
   *
   * @throws FanfareException if that fails; its message says how to do it by hand
   */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook closes this object unless this call comes first.
    }
    Undisturbed.run("fanfare-memory-restore", this::restore);
  }

  private synchronized void restore() {
    if (closed) {
      return;
    }
    closed = true;
    try (lambda) {
      if (changed) {
        set(originalMb);
        tell.accept("function " + function + " has " + originalMb + " MB of memory again");
      }
    } catch (RuntimeException e) {
      throw new FanfareException(
          e.getMessage()
              + "\nIt may still have the memory that was measured last; set it back with: "
              + howToRestore(),
          e);
    }
  }

  private void closeAtTheJvmsEnd() {
    try {
      restore();
    } catch (FanfareException e) {
      tell.accept(e.getMessage());
    }
  }
}
