package dev.fanfare.local;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Functions whose calls meet faults by plan, one at the most. Thread-safe. */
final class FaultyFunctions implements Functions {

  private static final long LATE_MILLIS = 2_000;

  private final Environments environments;
  private final Functions functions;
  private final FaultPlan plan;
  private final AtomicLong calls = new AtomicLong();
  private final AtomicInteger starts = new AtomicInteger();
  private final Map<String, FaultyWorker> workers = new ConcurrentHashMap<>();

  /** By the call's request id. */
  private final Map<String, Misfortune> misfortunes = new ConcurrentHashMap<>();

  /**
   * @param environments of the only function
   * @param functions what leads there without faults
   */
  FaultyFunctions(Environments environments, Functions functions, FaultPlan plan) {
    this.environments = environments;
    this.functions = functions;
    this.plan = plan;
  }

  @Override
  public Function<Call, CompletableFuture<Call.Result>> get(String named) {
    Function<Call, CompletableFuture<Call.Result>> function = functions.get(named);
    return call -> invoke(function, call);
  }

  private CompletableFuture<Call.Result> invoke(
      Function<Call, CompletableFuture<Call.Result>> function, Call call) {
    Misfortune misfortune = Misfortune.of(plan, calls.getAndIncrement());
    misfortune.refusal().ifPresent(refusal -> {
      throw new LambdaRefusal(refusal);
    });
    misfortunes.put(call.requestId(), misfortune);
    CompletableFuture<Call.Result> ending = function.apply(call);
    if (misfortune.is(Fault.DELIVER_TWICE)) {
      environments.invoke(new Call(call.payload(), call.logged()));
    }
    if (misfortune.is(Fault.LOSE_ANSWER)) {
      return ending.thenApply(result -> {
        throw new IllegalStateException("as planned");
      });
    }
    return misfortune.is(Fault.LATE_ANSWER)
        ? ending.thenApplyAsync(result -> result, later(LATE_MILLIS))
        : ending;
  }

  /** Does what it is given after so long. */
  static Executor later(long millis) {
    return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public @Nullable Worker worker(String id) {
    Environment environment = environments.byId(id);
    return environment == null
        ? null
        : workers.computeIfAbsent(
            id,
            first -> new FaultyWorker(
                environment,
                plan.strikes(Fault.SLOW_START, starts.incrementAndGet()),
                call -> misfortunes.getOrDefault(call, Misfortune.NONE)));
  }

  @Override
  public void close() {
    functions.close();
  }
}
