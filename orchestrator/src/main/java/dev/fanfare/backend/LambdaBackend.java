package dev.fanfare.backend;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.local.Undisturbed;
import dev.fanfare.report.BilledFunction;
import dev.fanfare.store.SdkFailure;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Inventory;
import dev.fanfare.wire.Ping;
import dev.fanfare.wire.Pong;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Runs batches in a Lambda function, on AWS or a server that emulates it. The function's
 * configuration names the bucket for its results. Thread-safe.
 */
public final class LambdaBackend implements Backend {

  /**
   * The maximum for {@code nJobs = -1}; more concurrent invocations must be requested by number.
   */
  public static final int MOST_BY_DEFAULT = 1_000;

  /** Lambda's answers, requested once. */
  private record Found(CloudAccess access, LambdaFunction function, Optional<String> unready) {}

  /** The clients, and what they have asked the function. */
  private record Open(Invoker invoker, KernelCheck kernels) {

    CompletableFuture<BatchResult> submit(Batch batch) {
      return kernels.submit(batch, () -> invoker.submit(batch));
    }

    void abort() {
      kernels.abort();
      invoker.abort();
    }

    void close() {
      kernels.abort();
      invoker.close();
    }
  }

  private final LambdaTarget target;
  private final boolean cancels;

  // Written under this object's lock, read by submitting threads.
  private @Nullable Found found;
  private @Nullable Integer allowed;
  private volatile @Nullable URI reached;

  /** Where the store is, if the function was asked whether it reaches it and gave no answer. */
  private volatile @Nullable URI unanswered;

  private volatile @Nullable Open open;
  private volatile @Nullable StoreLocation kept;

  /** A backend for the default function; see {@link LambdaTarget#standard()}. */
  public LambdaBackend() {
    this(LambdaTarget.standard());
  }

  /**
   * A backend for that function. Makes no request yet. Stopping a run also stops its running
   * invocations.
   */
  public LambdaBackend(LambdaTarget target) {
    this(target, /* cancels= */ true);
  }

  /**
   * A backend for that function. Makes no request yet.
   *
   * @param cancels whether stopping a run also stops its running invocations; otherwise they
   *     finish, and a later session finds their results
   */
  public LambdaBackend(LambdaTarget target, boolean cancels) {
    this.target = target;
    this.cancels = cancels;
  }

  @Override
  public Traits traits() {
    Traits processes = Traits.of(Traits.Workers.PROCESSES);
    return cancels ? processes : processes.outlivingRuns();
  }

  /**
   * The configuration of the function.
   *
   * @throws BackendUnavailableException if it does not exist or is not a Fanfare worker
   */
  public LambdaFunction function() {
    return found().function();
  }

  /**
   * The function's memory, to change it for a while. This backend goes on with what it knows.
   *
   * @param tell is told when the memory is set back
   * @throws BackendUnavailableException if there is no such function, or it is a published version
   */
  public FunctionMemory memory(Consumer<String> tell) {
    CloudAccess access = found().access();
    if (!target.copies().isEmpty()) {
      throw new BackendUnavailableException(
          "the memory of one function can be changed, got: " + functionNames(), null);
    }
    LambdaControl lambda = new LambdaControl(access);
    var description = lambda.description(target.function());
    FunctionMemory.requireChangeable(target.function(), description.version());
    return FunctionMemory.open(
        lambda.client(), access.region(), target.function(), description.memorySize(), tell);
  }

  /** The names of the function and its copies, separated by commas, as {@code --function} takes them. */
  public String functionNames() {
    return String.join(",", target.functions());
  }

  @Override
  public Optional<BilledFunction> billed() {
    return Optional.of(
        function().billed(functionNames(), region(), /* reported= */ !target.queued()));
  }

  @Override
  public List<String> warnings(@Nullable Duration timeout) {
    Found now = found();
    LambdaFunction function = now.function();
    List<String> warnings = new ArrayList<>();
    if (timeout != null && timeout.compareTo(function.timeout()) > 0) {
      warnings.add("timeout = " + new TimeLimit(timeout).seconds() + " is never reached: function "
          + function.name() + " is stopped after " + function.limit().seconds() + "; "
          + function.limit().advice());
    }
    URI store = unanswered;
    if (store != null) {
      warnings.add(
          "function " + function.name() + " did not answer whether it reaches the store at "
              + store + "; if results cannot be uploaded, name its address with"
              + " --function-endpoint-url (in Java: LambdaTarget.withEndpoints)");
    }
    if (function.limit().isLong()) {
      now.access()
          .credentials()
          .resolveCredentials()
          .expirationTime()
          .flatMap(end -> function.limit().warning(Instant.now(), end))
          .ifPresent(warnings::add);
    }
    return warnings;
  }

  /** The region, and the endpoint if it is not AWS's. Makes no request. */
  public String cloud() {
    return access().toString();
  }

  /**
   * The access key that signs requests, shortened. Makes no request to Lambda.
   *
   * @throws FanfareException if there are no credentials
   */
  public String accessKey() {
    try {
      String id = access().credentials().resolveCredentials().accessKeyId();
      return "access key " + id.substring(0, Math.min(4, id.length())) + "...";
    } catch (SdkClientException e) {
      throw new BackendUnavailableException(SdkFailure.withoutCredentials(), e);
    }
  }

  /**
   * What Lambda says about the function, whether it is a Fanfare worker or not.
   *
   * @throws BackendUnavailableException if it does not exist
   */
  public FunctionFacts facts() {
    var description = new LambdaControl(access()).description(target.function());
    return FunctionFacts.of(target.function(), description);
  }

  /**
   * What the function says that it can run; empty if its Fanfare is too old to say. Invokes it once.
   *
   * @param kernels full names of the kernels to ask for
   * @throws FanfareException if it does not answer
   */
  public Optional<Inventory> inventory(List<String> kernels) {
    Found now = found();
    Pong answer = new FunctionPing(now.access(), now.function())
        .send(Ping.ofKernels(kernels))
        .orElseThrow(() -> new FanfareException("the function does not answer"));
    return Optional.ofNullable(answer.inventory());
  }

  /** The concurrency of the account that is not reserved for functions. */
  public int unreservedConcurrency() {
    return new LambdaControl(found().access()).unreservedConcurrency(target.function());
  }

  /** The region's id. */
  public String region() {
    return found().access().region();
  }

  /** The region, and the endpoint if it is not AWS's. */
  public String place() {
    return found().access().toString();
  }

  @Override
  public Optional<StoreLocation> home() {
    return Optional.of(new StoreLocation.Bucket(function().bucket(), ""));
  }

  /**
   * The requested number; -1: all of the function's reserved concurrency or, without one, nine tenths of
   * what the account has for all its functions without one, at most {@value #MOST_BY_DEFAULT}; -2: one
   * fewer.
   *
   * @throws BackendUnavailableException if a negative number has no meaning: on instances, or on a
   *     server without limits
   */
  @Override
  public int workersFor(int nJobs) {
    if (nJobs > 0) {
      return nJobs;
    }
    try {
      return Math.max(1, allowed() + 1 + nJobs);
    } catch (BackendUnavailableException e) {
      throw found == null
          ? e
          : new BackendUnavailableException(
              "cannot tell how many environments nJobs = " + nJobs
                  + " is; pass a number of them instead: " + e.getMessage(),
              e);
    }
  }

  @Override
  public void open(int workers) {
    open(workers, workers, null);
  }

  @Override
  public void open(int workers, int wanted, @Nullable StoreLocation store) {
    close();
    Found now = Undisturbed.get("fanfare-start", this::found);
    now.unready().ifPresent(this::refuse);
    CloudAccess access = reaching(now.access().seenBy(now.function()), now.function());
    Undisturbed.run("fanfare-start", () -> start(access, now.function(), workers, store));
  }

  // The next run asks again.
  private synchronized void refuse(String unready) {
    found = null;
    throw new BackendUnavailableException(unready, null);
  }

  // Closing waits for this request.
  private synchronized void start(
      CloudAccess access, LambdaFunction function, int workers, @Nullable StoreLocation store) {
    boolean own =
        store instanceof StoreLocation.Bucket bucket && bucket.bucket().equals(function.bucket());
    String prefix = own && store instanceof StoreLocation.Bucket bucket ? bucket.prefix() : "";
    kept = own ? store : null;
    Invoker invoker = access.connect(
        InvokedFunction.sharing(target.functions(), workers),
        function.bucket(),
        prefix,
        function.timeout(),
        target.queued(),
        cancels ? StopNote.LEFT : StopNote.READ);
    open = new Open(
        invoker,
        new KernelCheck(
            function.name(), function.answersAtOnce() ? invoker::ask : LambdaBackend::unasked));
  }

  // A function that takes no synchronous invocation.
  private static CompletableFuture<Pong> unasked(Ping ping) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("the function is not asked " + ping));
  }

  // A loopback address is the right one only if the function runs outside a container. Asked by the
  // caller's thread, which an interrupt ends: a cold start may take long.
  private CloudAccess reaching(CloudAccess access, LambdaFunction function) {
    URI store = access.storeOfFunction(function.bucket());
    if (target.functionEndpoint() != null || !FunctionEndpoint.isLoopback(store)) {
      return access;
    }
    URI known = reached;
    if (known == null) {
      // A function on instances might answer only after minutes, if it takes the question at all.
      known = !function.answersAtOnce()
          ? null
          : FunctionEndpoint.ask(new FunctionPing(access, function), store).orElse(null);
      reached = known;
    }
    unanswered = known == null && !Thread.currentThread().isInterrupted() ? store : null;
    return known == null ? access : access.functionAt(known);
  }

  @Override
  public boolean keepsResults(StoreLocation store) {
    return store.equals(kept);
  }

  @Override
  public CompletableFuture<BatchResult> submit(Batch batch) {
    Open now = open;
    if (now == null) {
      throw new IllegalStateException("the backend is not open");
    }
    return now.submit(batch);
  }

  @Override
  public Optional<String> waitReason() {
    Open now = open;
    return now != null && now.invoker().isThrottled()
        ? Optional.of("waiting: Lambda throttles (429)")
        : Optional.empty();
  }

  /** Running functions find a note in the bucket and end within seconds. */
  @Override
  public void abort() {
    Open now = open;
    if (now != null) {
      now.abort();
    }
  }

  @Override
  public synchronized void close() {
    Open now = open;
    if (now != null) {
      open = null;
      now.close();
    }
  }

  private synchronized Found found() {
    if (found == null) {
      CloudAccess access = access();
      LambdaControl lambda = new LambdaControl(access);
      var description = lambda.description(target.function());
      for (String copy : target.copies()) {
        LambdaFunction.requireSame(target.function(), description, copy, lambda.description(copy));
      }
      LambdaFunction function = LambdaFunction.of(target.function(), description);
      function.requireQueued(target.queued());
      found = new Found(access, function, LambdaFunction.unready(target.function(), description));
    }
    return found;
  }

  private CloudAccess access() {
    try {
      return CloudAccess.standard(target);
    } catch (SdkClientException e) {
      throw new BackendUnavailableException(SdkFailure.withoutRegion(), e);
    }
  }

  private synchronized int allowed() {
    if (found().function().onInstances()) {
      throw new BackendUnavailableException(
          "instances have room for as many invocations as they have vCPUs", null);
    }
    if (allowed == null) {
      int most = new LambdaControl(found().access()).concurrency(target.functions());
      allowed = Math.max(1, Math.min(MOST_BY_DEFAULT, most));
    }
    return allowed;
  }
}
