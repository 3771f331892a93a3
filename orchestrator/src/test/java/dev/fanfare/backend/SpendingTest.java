package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.BatchSize;
import dev.fanfare.LambdaUse;
import dev.fanfare.Options;
import dev.fanfare.PreDispatch;
import dev.fanfare.backend.SimulatedBackend.Account;
import dev.fanfare.dispatch.AttemptEnd;
import dev.fanfare.dispatch.BatchSizer;
import dev.fanfare.dispatch.Dispatcher;
import dev.fanfare.dispatch.FixedBatchSizer;
import dev.fanfare.dispatch.RetryRule;
import dev.fanfare.dispatch.RunListener;
import dev.fanfare.dispatch.RunPlan;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.local.Fault;
import dev.fanfare.local.FaultPlan;
import dev.fanfare.report.BilledFunction;
import dev.fanfare.report.Budget;
import dev.fanfare.report.Charge;
import dev.fanfare.report.Price;
import dev.fanfare.report.PriceList;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.report.Tally;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.BitSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs with a budget on a simulated account that knows what it charges: whatever goes wrong, no more than that. */
class SpendingTest {

  private static final int TASKS = 1_000;
  private static final int WORKERS = 50;
  private static final int BATCH_SIZE = 20;
  private static final double PROBABILITY = 0.05;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** Fewer environments than workers, so that some calls are throttled without any plan. */
  private static final Account ACCOUNT = new Account(40, TIMEOUT, Duration.ofSeconds(2));

  private static final BilledFunction FUNCTION =
      new BilledFunction("simulated", "us-east-1", true, 1769, TIMEOUT, /* reported= */ true);

  private static final Price PRICE = PriceList.load().of("us-east-1").orElseThrow();

  private static final RetryRule PATIENT = new RetryRule(12, 50);

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 20);
  }

  /**
   * All faults but one: Lambda repeats no synchronous invocation, and a budget does not cover it. Many
   * answers are lost, so that whoever takes those for free spends more than the budget.
   */
  private static FaultPlan plan(long seed) {
    return FaultPlan.of(seed, PROBABILITY)
        .with(Fault.DELIVER_TWICE, 0)
        .with(Fault.LOSE_ANSWER, 0.25);
  }

  private static Delayed<Long> call(long index) {
    return switch ((int) (index % 1_000)) {
      case 333 -> delayed(ChaosKernels::crash, index);
      case 666 -> delayed(ChaosKernels::hang, index);
      default -> delayed(ChaosKernels::square, index);
    };
  }

  private static BigDecimal usd(LambdaUse use) {
    return PRICE.lambdaUsd(use, FUNCTION.arm()).add(PRICE.s3Usd(use));
  }

  /** The end of a session. */
  private static final class Spent extends RuntimeException {}

  /** A run in sessions, each with a budget for the whole run. */
  private static final class Run implements RunListener {

    private final BitSet settled = new BitSet(TASKS);
    private final SimulatedBackend backend;
    private int sessions;
    private int held;
    private LambdaUse before = LambdaUse.NONE;
    private Budget budget;
    private Tally tally;

    Run(FaultPlan plan) {
      VirtualTime time = new VirtualTime(plan.seed(), Duration.ofDays(30));
      backend = new SimulatedBackend(time, new MemoryStore(time, plan), plan, ACCOUNT, WORKERS);
    }

    /** Runs what is left. Returns whether the budget was enough. */
    boolean session(BigDecimal maxUsd) throws InterruptedException {
      Stopwatch stopwatch = Stopwatch.start(backend.time()::nanos);
      budget = new Budget(maxUsd, PRICE, FUNCTION);
      tally = new Tally(stopwatch);
      Dispatcher dispatcher = new Dispatcher(
          plan(sessions++),
          backend,
          LongStream.range(0, TASKS)
              .filter(index -> !settled.get((int) index))
              .mapToObj(index -> new Task(index, call(index)))
              .iterator(),
          Runnable::run,
          this,
          stopwatch,
          backend.time());
      try {
        dispatcher.run();
        return true;
      } catch (Spent e) {
        return false;
      } finally {
        before = used().plus(LambdaUse.ofUnreported(dispatcher.attemptsUnderWay()));
        backend.time().drain();
      }
    }

    private static RunPlan plan(int session) {
      return new RunPlan(
          "budget",
          WORKERS,
          Options.builder()
              .preDispatch(PreDispatch.of(2L * WORKERS * BATCH_SIZE))
              .seed(0)
              .build(),
          BatchSizer.of(BatchSize.of(BATCH_SIZE), FixedBatchSizer.ONE),
          /* bounded= */ false,
          /* level= */ 1,
          PATIENT,
          session * 1_000_000L);
    }

    LambdaUse used() {
      return before.plus(tally.billed());
    }

    @Override
    public boolean affords(int attempts) {
      boolean allowed = budget.allows(used(), attempts);
      held += allowed ? 0 : 1;
      if (!allowed && attempts == 1) {
        throw new Spent();
      }
      return allowed;
    }

    @Override
    public void charged(Charge charge) {
      tally.add(charge);
    }

    @Override
    public void settled(Task task, TaskOutcome outcome) {
      assertThat(settled.get((int) task.index()))
          .as("task %s settled before", task)
          .isFalse();
      settled.set((int) task.index());
    }

    @Override
    public void ended(AttemptEnd attempt) {
      if (attempt.result() != null) {
        tally.add(attempt.result().outcome());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void the_account_is_never_charged_more_than_the_budget_and_a_higher_one_ends_the_run(long seed)
      throws InterruptedException {
    Run run = new Run(plan(seed));
    BigDecimal most = new Budget(BigDecimal.ONE, PRICE, FUNCTION).most();
    BigDecimal maxUsd = most.multiply(BigDecimal.TEN);

    boolean ended = run.session(maxUsd);
    assertThat(ended).as("ten attempts are enough").isFalse();
    while (!ended) {
      assertThat(usd(run.backend.charged()))
          .as("session %d", run.sessions)
          .isPositive()
          .isLessThanOrEqualTo(maxUsd);
      assertThat(run.budget.allows(run.before, 1)).as("could have gone on").isFalse();
      assertThat(run.backend.lambda().busy()).as("busy environments").isZero();
      maxUsd = maxUsd.add(maxUsd);
      ended = run.session(maxUsd);
    }

    assertThat(usd(run.backend.charged())).isLessThanOrEqualTo(maxUsd);
    assertThat(run.settled.cardinality()).isEqualTo(TASKS);
    assertThat(run.held).as("attempts that waited for others to end").isPositive();
  }

  @Test
  void where_nothing_goes_wrong_what_is_counted_is_what_is_charged() throws InterruptedException {
    Run run = new Run(FaultPlan.NONE);

    run.session(BigDecimal.ONE);

    LambdaUse charged = run.backend.charged();
    assertThat(run.before.gbSeconds() - charged.gbSeconds()).isBetween(-1e-9, 1e-9);
    assertThat(run.before.requests()).isEqualTo(charged.requests());
  }
}
