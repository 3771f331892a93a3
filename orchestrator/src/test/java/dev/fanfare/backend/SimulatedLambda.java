package dev.fanfare.backend;

import dev.fanfare.LambdaUse;
import dev.fanfare.backend.SimulatedWorker.Ending;
import dev.fanfare.backend.SimulatedWorker.Work;
import dev.fanfare.local.Fault;
import dev.fanfare.local.FaultPlan;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.Receipt;
import dev.fanfare.wire.ReportLine;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.ServiceException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/**
 * Lambda without processes: environments by the thousand in virtual time, with Lambda's limits, its scaling rule, its words for what
 * goes wrong, and faults by plan. Not thread-safe.
 */
final class SimulatedLambda implements LambdaAsyncClient {

  private static final Duration ROUND_TRIP = Duration.ofMillis(4);
  private static final int MEMORY_MB = 1769;

  /** A start that takes longer was waiting for an environment, which is not billed. */
  private static final Duration MOST_BILLED_START = Duration.ofSeconds(10);

  private static final Duration START = Duration.ofMillis(400);
  private static final Duration MOST_SLOW_START = Duration.ofSeconds(60);
  private static final Duration MOST_LATE = Duration.ofMinutes(3);
  private static final Duration CLIENT_GRACE = Duration.ofSeconds(10);
  private static final long EPOCH_MICROS = 1_800_000_000_000_000L;

  private final VirtualTime time;
  private final MemoryStore store;
  private final FaultPlan plan;
  private final int concurrency;
  private final Duration timeout;
  private final SimulatedWorker worker;
  private final SplittableRandom random;
  private final Map<String, StartRate> starts = new HashMap<>();
  private final Map<String, Deque<SimulatedEnvironment>> idle = new HashMap<>();
  private final Set<Fault> met = EnumSet.noneOf(Fault.class);
  private final Map<Long, Integer> losses = new HashMap<>();
  private final Set<String> refusing = new HashSet<>();
  private int environments;
  private int started;
  private int most;
  private long calls;
  private long throttled;
  private long workerNanos;
  private long invocations;
  private long billedMillis;

  /**
   * A function of an account.
   *
   * @param concurrency how many environments there may be
   * @param timeout of the function
   * @param task what a task takes on average
   */
  SimulatedLambda(
      VirtualTime time,
      MemoryStore store,
      FaultPlan plan,
      int concurrency,
      Duration timeout,
      Duration task) {
    this.time = time;
    this.store = store;
    this.plan = plan;
    this.concurrency = concurrency;
    this.timeout = timeout;
    this.random = new SplittableRandom(plan.seed());
    this.worker = new SimulatedWorker(timeout, task, random.split());
  }

  /** Throttles every invocation of that function. */
  void refuseAll(String function) {
    refusing.add(function);
  }

  /** How many environments were started in all. */
  int started() {
    return started;
  }

  /** The most environments that there were at once. */
  int most() {
    return most;
  }

  /** Calls that were answered with 429. */
  long throttled() {
    return throttled;
  }

  /** Environments that have an invocation now. */
  int busy() {
    return environments - idle.values().stream().mapToInt(Deque::size).sum();
  }

  /** The faults that have befallen a call or an environment. */
  Set<Fault> met() {
    return met;
  }

  /** What Lambda charges for, whether or not anybody learns of it. */
  LambdaUse billed() {
    return new LambdaUse(invocations, billedMillis / 1e3 * MEMORY_MB / 1024, 0, 0);
  }

  /** How often an attempt at that task has ended without a result. */
  int losses(long index) {
    return losses.getOrDefault(index, 0);
  }

  /** Real time that the simulated workers have taken, in nanoseconds: reading, calling kernels, writing. */
  long workerNanos() {
    return workerNanos;
  }

  @Override
  public CompletableFuture<InvokeResponse> invoke(InvokeRequest request) {
    long call = calls++;
    CompletableFuture<InvokeResponse> answer = new CompletableFuture<>();
    Fault fault = plan.ofInvocation(call).orElse(null);
    if (fault != null) {
      met.add(fault);
    }
    LambdaException refusal = refusal(call, fault);
    boolean admitted = refusal == null && !refusing.contains(request.functionName());
    SimulatedEnvironment environment = admitted ? admit(request.functionName()) : null;
    if (environment == null) {
      LambdaException error = refusal == null ? throttle() : refusal;
      time.after(ROUND_TRIP, () -> answer.completeExceptionally(error));
      return answer;
    }
    if (request.invocationType() == InvocationType.EVENT) {
      // Accepted; how it ends is nobody's to hear.
      time.after(
          ROUND_TRIP,
          () -> answer.complete(InvokeResponse.builder().statusCode(202).build()));
      begin(new SimulatedCall(call, fault, request, new CompletableFuture<>()), environment);
    } else {
      begin(new SimulatedCall(call, fault, request, answer), environment);
    }
    return answer;
  }

  private @Nullable LambdaException refusal(long call, @Nullable Fault fault) {
    if (fault == Fault.THROTTLE) {
      return throttle();
    }
    if (fault == Fault.CLOCK_SKEW) {
      return refusal(LambdaException.builder(), 403, "RequestTimeTooSkewed");
    }
    return fault == Fault.REFUSE
        ? refusal(
            ServiceException.builder(),
            500 + (int) (4 * plan.amount(fault, call)),
            "ServiceException")
        : null;
  }

  private static LambdaException refusal(LambdaException.Builder error, int status, String code) {
    return (LambdaException) error
        .statusCode(status)
        .message("refused as planned")
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .build();
  }

  private LambdaException throttle() {
    throttled++;
    return TooManyRequestsException.builder()
        .reason("ConcurrentInvocationLimitExceeded")
        .retryAfterSeconds("1")
        .statusCode(429)
        .message("Rate Exceeded.")
        .build();
  }

  private Deque<SimulatedEnvironment> idle(String function) {
    return idle.computeIfAbsent(function, any -> new ArrayDeque<>());
  }

  /** The environment that was used last, or a new one where there may be more; else null. */
  private @Nullable SimulatedEnvironment admit(String function) {
    SimulatedEnvironment warm = idle(function).poll();
    StartRate rate = starts.computeIfAbsent(function, any -> new StartRate());
    if (warm != null || environments == concurrency || !rate.take(time.nanos())) {
      return warm;
    }
    environments++;
    most = Math.max(most, environments);
    int number = started++;
    double slow = 0;
    if (plan.strikes(Fault.SLOW_START, number)) {
      slow = plan.amount(Fault.SLOW_START, number);
      met.add(Fault.SLOW_START);
    }
    long startNanos = (long) (START.toNanos() * (0.5 + random.nextDouble()))
        + (long) (slow * MOST_SLOW_START.toNanos());
    long skewMicros = plan.strikes(Fault.CLOCK_SKEW, number) ? -3_600_000_000L : 0;
    return new SimulatedEnvironment(number, startNanos, skewMicros);
  }

  /** Runs the batch in that environment; its effects are seen when their time has come. */
  private void begin(SimulatedCall call, SimulatedEnvironment environment) {
    long realNanos = System.nanoTime();
    Invocation invocation = Codec.readInvocation(call.request().payload().asInputStream());
    long initNanos = environment.takeStart();
    long startNanos = initNanos + ROUND_TRIP.toNanos() / 2;
    long epochMicros =
        EPOCH_MICROS + environment.skewMicros() + (time.nanos() + startNanos) / 1_000;
    Work work = worker.run(invocation.batch(), environment.next(), epochMicros);
    schedule(new Run(call, environment, invocation, work, startNanos, initNanos, work.wallNanos()));
    workerNanos += System.nanoTime() - realNanos;
  }

  /** An invocation in an environment. */
  private record Run(
      SimulatedCall call,
      SimulatedEnvironment environment,
      Invocation invocation,
      Work work,
      long startNanos,
      long initNanos,
      long handlerNanos) {

    /** The same where the handler runs for another time. */
    Run taking(long nanos) {
      return new Run(call, environment, invocation, work, startNanos, initNanos, nanos);
    }

    /** What Lambda writes at its end. */
    ReportLine report() {
      long initNanos = Math.min(initNanos(), MOST_BILLED_START.toNanos());
      return ReportLine.of(call.requestId(), handlerNanos / 1e6, initNanos / 1e6, MEMORY_MB, 128);
    }
  }

  private void schedule(Run run) {
    Fault fault = run.call().fault();
    double amount = fault == null ? 0 : plan.amount(fault, run.call().number());
    long wallNanos = run.work().wallNanos();
    if (fault == Fault.CRASH_BEFORE) {
      time.afterNanos(run.startNanos(), () -> crash(run.taking(0)));
    } else if (fault == Fault.TIME_OUT || run.work().ending() == Ending.TIMED_OUT) {
      time.afterNanos(
          run.startNanos() + timeout.toNanos(), () -> timeOut(run.taking(timeout.toNanos())));
    } else if (fault == Fault.CRASH_DURING) {
      long partNanos = (long) (amount * wallNanos);
      time.afterNanos(run.startNanos() + partNanos, () -> crash(run.taking(partNanos)));
    } else if (run.work().ending() == Ending.CRASHED) {
      time.afterNanos(run.startNanos() + wallNanos, () -> crash(run));
    } else {
      time.afterNanos(run.startNanos() + wallNanos, () -> end(run, fault, amount));
    }
    if (fault == Fault.DELIVER_TWICE && run.work().ending() == Ending.DONE) {
      // Sooner or later than the first.
      time.afterNanos(run.startNanos() + (long) (2 * amount * wallNanos), () -> store(run));
    }
  }

  private void crash(Run run) {
    bill(run);
    environments--;
    lost(run);
    error(run, "Runtime.ExitError", "Runtime exited with error: signal: killed");
  }

  private void bill(Run run) {
    invocations++;
    billedMillis += (long) run.report().billedMillis();
  }

  private void timeOut(Run run) {
    bill(run);
    environments--;
    lost(run);
    error(
        run,
        "Sandbox.Timedout",
        String.format("Task timed out after %.2f seconds", timeout.toMillis() / 1e3));
  }

  private void end(Run run, @Nullable Fault fault, double amount) {
    bill(run);
    int status = store(run);
    if (fault == Fault.CRASH_AFTER) {
      environments--;
      error(run, "Runtime.ExitError", "Runtime exited with error: signal: killed");
      return;
    }
    idle(run.call().request().functionName()).push(run.environment());
    if (status == MemoryStore.SLOW_DOWN) {
      lost(run);
      error(
          run,
          "dev.fanfare.worker.ResultUploadException",
          "the store answered 503 to the upload of a result");
    } else if (fault == Fault.LOSE_ANSWER) {
      fail(run, amount < 0.5 ? ROUND_TRIP : timeout.plus(CLIENT_GRACE));
    } else {
      long lateNanos = fault == Fault.LATE_ANSWER ? (long) (amount * MOST_LATE.toNanos()) : 0;
      answer(run, lateNanos, null, receipt(run, status == MemoryStore.CREATED));
    }
  }

  private int store(Run run) {
    long realNanos = System.nanoTime();
    Batch batch = run.invocation().batch();
    byte[] result = Codec.write(run.work().outcome(), batch.returnTypes());
    int status = store.upload(run.invocation().resultUrl(), result);
    workerNanos += System.nanoTime() - realNanos;
    return status;
  }

  private void lost(Run run) {
    for (Task task : run.invocation().batch().tasks()) {
      losses.merge(task.index(), 1, Integer::sum);
    }
  }

  /** The connection is closed, or the client has waited long enough. */
  private void fail(Run run, Duration when) {
    SdkClientException error = SdkClientException.create("the connection was closed");
    time.after(when, () -> run.call().answer().completeExceptionally(error));
  }

  private void error(Run run, String type, String message) {
    String payload = "{\"errorType\":\"" + type + "\",\"errorMessage\":\"RequestId: "
        + run.call().requestId() + " Error: " + message + "\"}";
    answer(run, 0, "Unhandled", payload.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] receipt(Run run, boolean stored) {
    BatchOutcome outcome = run.work().outcome();
    int succeeded =
        (int) outcome.tasks().stream().filter(TaskOutcome::succeeded).count();
    int failed = outcome.tasks().size() - succeeded;
    return Codec.write(
        new Receipt(outcome.number(), outcome.attempt(), succeeded, failed, 0, stored));
  }

  private void answer(Run run, long lateNanos, @Nullable String functionError, byte[] payload) {
    String report = run.report() + "\n";
    InvokeResponse response = InvokeResponse.builder()
        .statusCode(200)
        .executedVersion("$LATEST")
        .functionError(functionError)
        .logResult(Base64.getEncoder().encodeToString(report.getBytes(StandardCharsets.UTF_8)))
        .payload(SdkBytes.fromByteArrayUnsafe(payload))
        .build();
    time.afterNanos(
        ROUND_TRIP.toNanos() / 2 + lateNanos, () -> run.call().answer().complete(response));
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
