package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Options;
import dev.fanfare.PreDispatch;
import dev.fanfare.backend.SimulatedBackend.Account;
import dev.fanfare.dispatch.Dispatcher;
import dev.fanfare.dispatch.FixedBatchSizer;
import dev.fanfare.dispatch.NumberedTasks;
import dev.fanfare.dispatch.RetryRule;
import dev.fanfare.dispatch.RunListener;
import dev.fanfare.dispatch.RunPlan;
import dev.fanfare.local.FaultPlan;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.BitSet;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A job list of the size that a big account is for, in virtual time: a tenth of a million tasks, or the whole million with
 * {@code -Dfanfare.million=true}.
 */
class MillionTasksTest {

  private static final int TASKS = Boolean.getBoolean("fanfare.million") ? 1_000_000 : 100_000;
  private static final int WORKERS = 10_000;
  private static final int BATCH_SIZE = 10;
  private static final long MOST_HEAP_MB = 512;
  private static final Account ACCOUNT =
      new Account(WORKERS, Duration.ofSeconds(900), Duration.ofSeconds(10));

  /** Counts what has settled, and looks at the heap now and then. */
  private static final class Count implements RunListener {

    private final BitSet settled = new BitSet(TASKS);
    private int twice;
    private int wrong;
    private int seen;
    private long mostHeapBytes;

    @Override
    public void settled(Task task, TaskOutcome outcome) {
      twice += settled.get((int) task.index()) ? 1 : 0;
      settled.set((int) task.index());
      wrong += Long.valueOf(task.index() * task.index()).equals(outcome.value()) ? 0 : 1;
      if (++seen % (TASKS / 10) == TASKS / 20) {
        System.gc();
        mostHeapBytes = Math.max(
            mostHeapBytes,
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
      }
    }
  }

  @Test
  void a_big_accounts_run_ends_within_its_memory() throws InterruptedException {
    VirtualTime time = new VirtualTime(Duration.ofDays(10));
    SimulatedBackend backend =
        new SimulatedBackend(time, MemoryStore.readOnce(time), FaultPlan.NONE, ACCOUNT, WORKERS);
    Count count = new Count();
    long cpuNanos = cpuNanos();

    new Dispatcher(
            plan(),
            backend,
            input(),
            Runnable::run,
            count,
            Stopwatch.start(backend.time()::nanos),
            time)
        .run();

    double micros = (cpuNanos() - cpuNanos) / 1e3 / TASKS;
    double workerMicros = backend.lambda().workerNanos() / 1e3 / TASKS;
    System.out.printf(
        Locale.ROOT,
        "%,d tasks, %,d environments at most: %.1f us CPU a task, %.1f of them in the simulated"
            + " workers; heap in use at most %d MB; %.0f s of virtual time, %,d calls throttled%n",
        TASKS,
        backend.lambda().most(),
        micros,
        workerMicros,
        count.mostHeapBytes >> 20,
        time.nanos() / 1e9,
        backend.lambda().throttled());
    assertThat(count.settled.cardinality()).isEqualTo(TASKS);
    assertThat(count.twice).as("settled twice").isZero();
    assertThat(count.wrong).as("wrong values").isZero();
    assertThat(count.mostHeapBytes >> 20).as("heap in MB").isLessThan(MOST_HEAP_MB);
    assertThat(backend.lambda().busy()).as("busy environments").isZero();
  }

  private static NumberedTasks input() {
    return new NumberedTasks(LongStream.range(0, TASKS)
        .mapToObj(index -> delayed(ChaosKernels::square, index))
        .iterator());
  }

  private static RunPlan plan() {
    return new RunPlan(
        "million",
        WORKERS,
        Options.builder()
            .preDispatch(PreDispatch.of(2L * WORKERS * BATCH_SIZE))
            .seed(0)
            .build(),
        new FixedBatchSizer(BATCH_SIZE),
        /* bounded= */ false,
        /* level= */ 1,
        RetryRule.DEFAULT,
        0);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
