package dev.fanfare.worker;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.wire.Conditions;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskOutputTest {

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    TaskOutput.listen();
  }

  @AfterEach
  void restore() {
    System.setOut(out);
    System.setErr(err);
  }

  @Test
  void what_a_task_prints_is_its_output_and_still_printed() {
    System.out.print("before ");

    TaskOutcome outcome = run(delayed(() -> {
      System.out.print("Grüße ");
      System.err.print("and errors ");
      return 0;
    }));
    System.out.print("after");

    assertThat(outcome.output()).isEqualTo("Grüße and errors ");
    assertThat(log.toString(StandardCharsets.UTF_8)).isEqualTo("before Grüße and errors after");
  }

  @Test
  void a_task_that_fails_has_its_output_too() {
    TaskOutcome outcome = run(delayed(() -> {
      System.out.print("so far");
      throw new IllegalStateException();
    }));

    assertThat(outcome.succeeded()).isFalse();
    assertThat(outcome.output()).isEqualTo("so far");
  }

  @Test
  void of_a_task_that_prints_a_lot_the_first_16_kilobytes_are_kept() {
    TaskOutcome outcome = run(delayed(() -> {
      for (int i = 0; i < 1000; i++) {
        System.out.print("x".repeat(100));
      }
      return 0;
    }));

    assertThat(outcome.output()).hasSize(16 * 1024);
    assertThat(log.size()).isEqualTo(100_000);
    assertThat(run(delayed(() -> 0)).output()).isEmpty();
  }

  @Test
  void what_a_task_inside_of_a_task_prints_is_the_outer_ones_too() {
    TaskOutcome outcome = run(delayed(() -> {
      System.out.print("a");
      TaskOutcome inner = run(delayed(() -> {
        System.out.print("b");
        return 0;
      }));
      System.out.print("c");
      return inner.output();
    }));

    assertThat(outcome.output()).isEqualTo("abc");
    assertThat(outcome.value()).isEqualTo("");
  }

  private static TaskOutcome run(Delayed<?> call) {
    return TaskRunner.run(new Task(3, call), Conditions.NONE);
  }
}
