package dev.fanfare.backend;

import dev.fanfare.LambdaUse;
import dev.fanfare.local.Fault;
import dev.fanfare.local.FaultPlan;
import dev.fanfare.wire.Batch;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The Lambda backend's invoker as it is, on a simulated account with its store. Everything happens on the coordinator's thread, in virtual time. */
final class SimulatedBackend implements Backend {

  /**
   * An AWS account and its function.
   *
   * @param concurrency how many environments there may be
   * @param timeout of the function
   * @param task what a task takes, on average
   */
  record Account(int concurrency, Duration timeout, Duration task) {}

  private final VirtualTime time;
  private final MemoryStore objects;
  private final SimulatedLambda lambda;
  private final Invoker invoker;

  SimulatedBackend(
      VirtualTime time, MemoryStore objects, FaultPlan plan, Account account, int workers) {
    this(time, objects, plan, account, workers, 1, null);
  }

  /** One that spreads its batches over several functions. */
  static SimulatedBackend spread(
      VirtualTime time, MemoryStore objects, Account account, int workers, int functions) {
    return new SimulatedBackend(time, objects, FaultPlan.NONE, account, workers, functions, null);
  }

  /** One that invokes asynchronously, and polls the store for results. */
  static SimulatedBackend queued(
      VirtualTime time, MemoryStore objects, Account account, int workers) {
    return new SimulatedBackend(
        time,
        objects,
        FaultPlan.NONE,
        account,
        workers,
        1,
        new ResultWatch(objects, account.timeout(), time));
  }

  private SimulatedBackend(
      VirtualTime time,
      MemoryStore objects,
      FaultPlan plan,
      Account account,
      int workers,
      int functions,
      @Nullable ResultWatch watch) {
    this.time = time;
    this.objects = objects;
    this.lambda = new SimulatedLambda(
        time, objects, plan, account.concurrency(), account.timeout(), account.task());
    RunStore store = new RunStore(objects, objects);
    List<String> names =
        IntStream.range(0, functions).mapToObj(i -> "simulated-" + i).toList();
    this.invoker = new Invoker(
        lambda,
        store,
        InvokedFunction.sharing(names, workers),
        account.timeout(),
        watch,
        time,
        () -> {});
  }

  VirtualTime time() {
    return time;
  }

  SimulatedLambda lambda() {
    return lambda;
  }

  /** What the account is charged, whether or not the orchestrator learns of it. */
  LambdaUse charged() {
    return lambda.billed().plus(objects.billed());
  }

  /** The faults that were met. */
  Set<Fault> met() {
    Set<Fault> met = EnumSet.copyOf(lambda.met());
    met.addAll(objects.met());
    return met;
  }

  /** Whether no invocation is under way. */
  boolean idle() {
    return invoker.idle();
  }

  @Override
  public Traits traits() {
    return Traits.of(Traits.Workers.PROCESSES);
  }

  @Override
  public void open(int workers) {}

  @Override
  public CompletableFuture<BatchResult> submit(Batch batch) {
    return invoker.submit(batch);
  }

  @Override
  public void abort() {
    invoker.abort();
  }

  @Override
  public void close() {
    invoker.close();
  }
}
