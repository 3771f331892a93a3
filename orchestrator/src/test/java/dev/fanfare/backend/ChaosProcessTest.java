package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Options;
import dev.fanfare.PreDispatch;
import dev.fanfare.dispatch.Dispatcher;
import dev.fanfare.dispatch.FixedBatchSizer;
import dev.fanfare.dispatch.NumberedTasks;
import dev.fanfare.dispatch.RetryRule;
import dev.fanfare.dispatch.RunListener;
import dev.fanfare.dispatch.RunPlan;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.local.FaultPlan;
import dev.fanfare.local.Faults;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * As {@link ChaosTest}, with real processes, real sockets and real time; therefore smaller: two seeds, or
 * as many as {@code -Dfanfare.chaos.seeds=20} says.
 */
class ChaosProcessTest {

  private static final int TASKS = 200;
  private static final int WORKERS = 3;
  private static final double PROBABILITY = 0.05;

  static LongStream seeds() {
    Long one = Long.getLong("fanfare.chaos.seed");
    return one == null
        ? LongStream.rangeClosed(1, Integer.getInteger("fanfare.chaos.seeds", 2))
        : LongStream.of(one);
  }

  private static Delayed<Long> call(long index) {
    return switch ((int) index) {
      case 77 -> delayed(ChaosKernels::crash, index);
      case 155 -> delayed(ChaosKernels::fail, index);
      default -> delayed(ChaosKernels::square, index);
    };
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void each_task_settles_once_and_rightly_and_nothing_is_left(long seed) throws Exception {
    Set<ProcessHandle> before = children();
    Map<Long, List<TaskOutcome>> settled = new HashMap<>();
    RunListener listener = new RunListener() {
      @Override
      public void settled(Task task, TaskOutcome outcome) {
        settled.merge(
            task.index(), List.of(outcome), (one, other) -> List.of(one.get(0), other.get(0)));
      }
    };
    URI lambda;
    URI s3;
    try (ProcessBackend backend = new ProcessBackend(Faults.by(FaultPlan.of(seed, PROBABILITY)))) {
      backend.open(WORKERS);
      lambda = backend.cloud().lambdaEndpoint();
      s3 = backend.cloud().s3Endpoint();
      NumberedTasks input = new NumberedTasks(
          LongStream.range(0, TASKS).mapToObj(ChaosProcessTest::call).iterator());
      new Dispatcher(
              plan(), backend, input, Runnable::run, listener, Stopwatch.start(), Timeline.REAL)
          .run();
    }

    assertThat(settled).as("seed " + seed).hasSize(TASKS);
    settled.forEach((index, outcomes) -> {
      assertThat(outcomes).as("outcomes of task " + index).hasSize(1);
      check(index, outcomes.get(0));
    });
    assertThat(children()).as("processes").isSubsetOf(before);
    for (URI endpoint : List.of(lambda, s3)) {
      assertThatThrownBy(() -> new Socket(endpoint.getHost(), endpoint.getPort()).close())
          .as("port " + endpoint.getPort())
          .isInstanceOf(ConnectException.class);
    }
  }

  private static void check(long index, TaskOutcome outcome) {
    switch ((int) index) {
      case 77 ->
        assertThat(outcome.error().type())
            .isIn(BatchLostException.class.getName(), TerminatedWorkerException.class.getName());
      case 155 ->
        assertThat(outcome.error().type()).isEqualTo(IllegalArgumentException.class.getName());
      default -> assertThat(outcome.value()).as("task " + index).isEqualTo(index * index);
    }
  }

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().children().collect(Collectors.toSet());
  }

  private static RunPlan plan() {
    return new RunPlan(
        "chaos",
        WORKERS,
        Options.builder().preDispatch(PreDispatch.of(40)).seed(0).build(),
        new FixedBatchSizer(4),
        /* bounded= */ false,
        /* level= */ 1,
        new RetryRule(8, 50),
        0);
  }
}
