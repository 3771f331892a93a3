package dev.fanfare.backend;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.local.Undisturbed;
import dev.fanfare.store.Refusal;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Batch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * Runs batches in invocations of a Lambda function, on AWS or on a server that takes its place. The
 * function's own description says where its results go. Thread-safe.
 */
public final class LambdaBackend implements Backend {

  /** What {@code nJobs = -1} is at the most: more invocations at once are to be asked for by number. */
  public static final int MOST_BY_DEFAULT = 1_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What Lambda was asked, once. */
  private record Found(CloudAccess access, LambdaFunction function) {}

  private final LambdaTarget target;
  private final boolean cancels;

  // Written under this object's lock, read by whoever submits.
  private @Nullable Found found;
  private @Nullable Integer allowed;
  private volatile @Nullable Invoker invoker;
  private volatile @Nullable StoreLocation kept;

  /** The function that {@link LambdaTarget#standard()} says. */
  public LambdaBackend() {
    this(LambdaTarget.standard());
  }

  /** That function; nothing is asked yet. What is running when a run is stopped is stopped, too. */
  public LambdaBackend(LambdaTarget target) {
    this(target, /* cancels= */ true);
  }

  /**
   * That function; nothing is asked yet.
   *
   * @param cancels whether what is running when a run is stopped is stopped, too; else it comes to its
   *     end, for a later session of the run to find its results
   */
  public LambdaBackend(LambdaTarget target, boolean cancels) {
    this.target = target;
    this.cancels = cancels;
  }

  @Override
  public Traits traits() {
    return Traits.of(Traits.Workers.PROCESSES);
  }

  /**
   * The function, as Lambda describes it.
   *
   * @throws BackendUnavailableException if there is none, or it is not a worker of Fanfare's
   */
  public LambdaFunction function() {
    return found().function();
  }

  /** Where the function is: the region, and the endpoint if it is not AWS's. */
  public String place() {
    return found().access().toString();
  }

  @Override
  public Optional<StoreLocation> home() {
    return Optional.of(new StoreLocation.Bucket(function().bucket(), ""));
  }

  /** As many as are asked for; -1: as many as the account allows and {@value #MOST_BY_DEFAULT} at the most, -2: one fewer. */
  @Override
  public int workersFor(int nJobs) {
    return nJobs > 0 ? nJobs : Math.max(1, allowed() + 1 + nJobs);
  }

  @Override
  public void open(int workers) {
    open(workers, workers, null);
  }

  @Override
  public void open(int workers, int wanted, @Nullable StoreLocation store) {
    close();
    Undisturbed.run("fanfare-start", () -> start(workers, store));
  }

  // Closing waits for it.
  private synchronized void start(int workers, @Nullable StoreLocation store) {
    Found now = found();
    LambdaFunction function = now.function();
    boolean own =
        store instanceof StoreLocation.Bucket bucket && bucket.bucket().equals(function.bucket());
    String prefix = own && store instanceof StoreLocation.Bucket bucket ? bucket.prefix() : "";
    kept = own ? store : null;
    invoker = now.access()
        .seenBy(function)
        .connect(
            function.name(),
            function.bucket(),
            prefix,
            workers,
            function.timeout(),
            target.event(),
            cancels);
  }

  @Override
  public boolean keepsResults(StoreLocation store) {
    return store.equals(kept);
  }

  @Override
  public CompletableFuture<BatchResult> submit(Batch batch) {
    Invoker now = invoker;
    if (now == null) {
      throw new IllegalStateException("the backend is not open");
    }
    return now.submit(batch);
  }

  /** Functions that are running find a note in the bucket, and end within seconds. */
  @Override
  public void abort() {
    Invoker now = invoker;
    if (now != null) {
      now.abort();
    }
  }

  @Override
  public synchronized void close() {
    Invoker now = invoker;
    if (now != null) {
      invoker = null;
      now.close();
    }
  }

  private synchronized Found found() {
    if (found == null) {
      CloudAccess access = access();
      found = new Found(
          access,
          ask(
              access,
              lambda -> lambda
                  .getFunctionConfiguration(get -> get.functionName(target.function()))
                  .thenApply(description -> LambdaFunction.of(target.function(), description))));
    }
    return found;
  }

  private CloudAccess access() {
    try {
      return CloudAccess.standard(target);
    } catch (SdkClientException e) {
      throw new BackendUnavailableException(
          "no AWS region is set: use AWS_REGION, or a profile that names one", e);
    }
  }

  /** Environments that may be busy at once: the function's own share where it has one, else what the account has left. */
  private synchronized int allowed() {
    if (allowed == null) {
      int most = ask(
          found().access(),
          lambda -> lambda
              .getFunctionConcurrency(get -> get.functionName(target.function()))
              .thenCompose(own -> own.reservedConcurrentExecutions() == null
                  ? lambda
                      .getAccountSettings()
                      .thenApply(account -> account.accountLimit().unreservedConcurrentExecutions())
                  : CompletableFuture.completedFuture(own.reservedConcurrentExecutions())));
      allowed = Math.max(1, Math.min(MOST_BY_DEFAULT, most));
    }
    return allowed;
  }

  private <T> T ask(
      CloudAccess access, Function<LambdaAsyncClient, CompletableFuture<T>> question) {
    try (LambdaAsyncClient lambda = LambdaAsyncClient.builder()
        .endpointOverride(access.lambdaEndpoint())
        .region(Region.of(access.region()))
        .credentialsProvider(access.credentials())
        .overrideConfiguration(client -> client.apiCallTimeout(PATIENCE))
        .build()) {
      return question.apply(lambda).join();
    } catch (CompletionException e) {
      throw unavailable(access, e.getCause() == null ? e : e.getCause());
    }
  }

  private RuntimeException unavailable(CloudAccess access, Throwable cause) {
    if (cause instanceof BackendUnavailableException known) {
      return known;
    }
    String where = " in " + access;
    if (cause instanceof ResourceNotFoundException) {
      return new BackendUnavailableException(
          "there is no function " + target.function() + where + "; nothing has run", cause);
    }
    String message = String.valueOf(cause.getMessage());
    if (message.contains("load credentials")) {
      return new BackendUnavailableException(
          "no AWS credentials are found: use AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
              + " AWS_SECRET_ACCESS_KEY",
          cause);
    }
    if (cause instanceof LambdaException refused && Refusal.isFinal(refused)) {
      return new BackendUnavailableException(
          "Lambda" + where + " refuses: " + message + "; nothing has run", cause);
    }
    // Another time it may be there: not an end for whoever comes again.
    return new FanfareException("Lambda" + where + " cannot be reached: " + message, cause);
  }
}
