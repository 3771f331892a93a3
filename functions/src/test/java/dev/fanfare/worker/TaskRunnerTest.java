package dev.fanfare.worker;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.wire.Conditions;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class TaskRunnerTest {

  @Test
  void a_busy_tasks_wall_and_processor_time_are_measured() {
    long before = nowMicros();
    TaskOutcome outcome =
        TaskRunner.run(new Task(5, delayed(SeedKernels::waitLoop, 150)), Conditions.NONE);

    assertThat(outcome.index()).isEqualTo(5);
    assertThat(outcome.value()).isInstanceOf(Double.class);
    assertThat(outcome.timing().cpuNanos()).isPositive();
    assertThat(outcome.timing().wallNanos()).isPositive();
    assertThat(outcome.timing().startEpochMicros()).isBetween(before, nowMicros());
  }

  @Test
  void a_failed_task_is_measured_too() {
    assertThat(run(delayed(WorkerKernels::recurses, 0L)).timing().cpuNanos()).isPositive();
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            delayed(WorkerKernels::throwsChecked, "no disk"), "java.io.IOException: no disk"),
        Arguments.of(
            delayed(WorkerKernels::throwsError, "no way"), "java.lang.AssertionError: no way"),
        Arguments.of(
            delayed(WorkerKernels::interrupts), "java.lang.InterruptedException: the kernel's own"),
        Arguments.of(delayed(WorkerKernels::recurses, 0L), "java.lang.StackOverflowError"),
        Arguments.of(
            Delayed.failing("x", new FanfareException("unreadable")),
            "dev.fanfare.kernel.FanfareException: unreadable"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatever_a_task_throws_is_its_outcome(Delayed<?> call, String summary) {
    TaskOutcome outcome = run(call);

    assertThat(outcome.succeeded()).isFalse();
    assertThat(outcome.error()).isNotNull().returns(summary, TaskError::summary);
    assertThat(outcome.error().stack()).hasSizeLessThanOrEqualTo(TaskError.MOST_FRAMES);
  }

  @Test
  void a_lambdas_stack_is_the_users_alone() {
    TaskError error = run(Delayed.<Integer>delayed(() -> Integer.parseInt("x"))).error();

    assertThat(error).isNotNull();
    assertThat(error.summary()).startsWith("java.lang.NumberFormatException");
    assertThat(error.trace()).contains("Integer.parseInt").doesNotContain("TaskRunner.");
  }

  private static TaskOutcome run(Delayed<?> call) {
    return TaskRunner.run(new Task(0, call), Conditions.NONE);
  }

  private static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
