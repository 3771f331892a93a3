package dev.fanfare.worker;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.Kernel;
import dev.fanfare.kernel.TaskContext;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Conditions;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

public class InitializersTest {

  private static final List<String> CALLS = new ArrayList<>();

  private final List<String> calls = new ArrayList<>();
  private final Worker worker = new Worker(1);

  @Test
  void an_initializer_runs_before_the_first_task_and_never_again() throws Exception {
    Delayed<Boolean> initializer = delayed(() -> calls.add("initializer"));

    run(initializer);
    run(initializer);

    assertThat(calls).containsExactly("initializer", "task", "task", "task", "task");
  }

  @Test
  void an_initializer_with_other_arguments_runs_too() throws Exception {
    run(delayed(text -> calls.add(text), "a"));
    run(delayed(text -> calls.add(text), "b"));

    assertThat(calls).containsExactly("a", "task", "task", "b", "task", "task");
  }

  /** Takes what has no text of its own. */
  @Kernel
  public static int counted(double[] numbers) {
    CALLS.add("counted " + numbers.length);
    return numbers.length;
  }

  @Test
  void an_initializer_with_an_array_runs_once_also_where_each_batch_reads_it_anew()
      throws Exception {
    CALLS.clear();
    for (int batch = 0; batch < 3; batch++) {
      run(delayed(InitializersTest::counted, new double[] {1, 2}));
    }
    run(delayed(InitializersTest::counted, new double[] {1, 2, 3}));

    assertThat(CALLS).containsExactly("counted 2", "counted 3");
  }

  @Test
  void an_initializer_that_fails_fails_every_task_of_every_batch_and_is_not_tried_again()
      throws Exception {
    Delayed<Integer> initializer = delayed(() -> {
      calls.add("initializer");
      throw new IllegalStateException("no licence");
    });

    List<TaskOutcome> outcomes = new ArrayList<>(run(initializer).tasks());
    outcomes.addAll(run(initializer).tasks());

    assertThat(calls).containsExactly("initializer");
    assertThat(outcomes)
        .hasSize(4)
        .allSatisfy(outcome -> assertThat(outcome.error())
            .isNotNull()
            .extracting(TaskError::trace)
            .asString()
            .startsWith("dev.fanfare.kernel.FanfareException: the initializer failed, ")
            .contains("Caused by: java.lang.IllegalStateException: no licence"));
  }

  @Test
  void an_initializer_is_inside_of_the_run_but_no_task_of_it() throws Exception {
    List<TaskContext> seen = new ArrayList<>();

    run(delayed(() -> seen.add(TaskContext.current())));

    assertThat(seen).containsExactly(new TaskContext(-1, 1, 0));
    assertThat(TaskContext.current().level()).isZero();
  }

  private BatchOutcome run(Delayed<?> initializer) throws InterruptedException {
    Delayed<Boolean> task = delayed(() -> calls.add("task"));
    return worker.run(new Batch(
        "run",
        0,
        1,
        List.of(new Task(0, task), new Task(1, task)),
        new Conditions(1, 0, 0, initializer)));
  }
}
