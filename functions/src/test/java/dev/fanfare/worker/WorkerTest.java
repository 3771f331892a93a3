package dev.fanfare.worker;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkerTest {

  @ParameterizedTest
  @CsvSource({"128, 1", "1769, 1", "3538, 2", "3008, 2", "5307, 3", "8845, 5", "10240, 6"})
  void memory_buys_threads(int memoryMb, int threads) {
    assertThat(Worker.threadsFor(memoryMb)).isEqualTo(threads);
  }

  @Test
  void a_worker_has_a_thread() {
    assertThatThrownBy(() -> new Worker(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("threads must be at least 1, got: 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void outcomes_are_in_the_batchs_order_whatever_the_tasks_take(int threads) throws Exception {
    List<Task> tasks = LongStream.range(0, 50)
        .mapToObj(i -> new Task(100 - i, delayed(SeedKernels::sum, (50 - i) * 10_000)))
        .toList();

    BatchOutcome outcome = new Worker(threads).run(new Batch("run", 7, 2, tasks));

    assertThat(outcome)
        .returns("run", BatchOutcome::runId)
        .returns(7L, BatchOutcome::number)
        .returns(2, BatchOutcome::attempt);
    assertThat(outcome.tasks())
        .extracting(TaskOutcome::index)
        .isEqualTo(tasks.stream().map(Task::index).toList());
    assertThat(outcome.tasks())
        .extracting(TaskOutcome::value)
        .isEqualTo(LongStream.range(0, 50)
            .mapToObj(i -> (Object) SeedKernels.sum((50 - i) * 10_000))
            .toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void a_failing_task_does_not_hurt_its_neighbours(int threads) throws Exception {
    assertThat(run(
                threads,
                delayed(SeedKernels::sum, 3L),
                delayed(WorkerKernels::throwsError, "no"),
                delayed(WorkerKernels::recurses, 0L),
                delayed(SeedKernels::sum, 4L))
            .tasks())
        .extracting(TaskOutcome::succeeded)
        .containsExactly(true, false, false, true);
  }

  @Test
  void with_one_thread_tasks_run_on_the_callers() throws Exception {
    assertThat(run(1, delayed(SeedKernels::findIds)).tasks())
        .extracting(TaskOutcome::value)
        .containsExactly(SeedKernels.findIds());
  }

  @Test
  void thread_safe_kernels_run_side_by_side() throws Exception {
    assertThat(
            run(2, delayed(WorkerKernels::meets), delayed(WorkerKernels::meets)).tasks())
        .extracting(TaskOutcome::value)
        .containsExactlyInAnyOrder("fanfare-worker-1", "fanfare-worker-2");
  }

  @Test
  void exclusive_kernels_run_one_at_a_time() throws Exception {
    Delayed<?>[] calls = IntStream.range(0, 20)
        .mapToObj(n -> delayed(WorkerKernels::exclusive, n))
        .toArray(Delayed<?>[]::new);

    assertThat(run(2, calls).tasks()).extracting(TaskOutcome::value).containsOnly(1);
  }

  @Test
  void a_worker_counts_its_batches_and_keeps_its_name() throws Exception {
    Worker worker = new Worker(2);
    Batch batch = new Batch("run", 0, 1, List.of(new Task(0, delayed(SeedKernels::findIds))));

    WorkerInfo cold = worker.run(batch).worker();
    WorkerInfo warm = worker.run(batch).worker();

    assertThat(cold).isEqualTo(new WorkerInfo(cold.id(), ProcessHandle.current().pid(), 2, 1));
    assertThat(warm).isEqualTo(new WorkerInfo(cold.id(), ProcessHandle.current().pid(), 2, 2));
    assertThat(new Worker(2).run(batch).worker().id()).isNotEqualTo(cold.id());
  }

  @Test
  void its_threads_are_named_daemons() {
    Thread thread = DaemonThreads.named("name").newThread(() -> {});

    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).isEqualTo("name-1");
  }

  private static BatchOutcome run(int threads, Delayed<?>... calls) throws InterruptedException {
    List<Task> tasks =
        IntStream.range(0, calls.length).mapToObj(i -> new Task(i, calls[i])).toList();
    return new Worker(threads).run(new Batch("run", 0, 1, tasks));
  }

  @Test
  void no_further_task_starts_once_the_batch_is_not_wanted() throws Exception {
    List<Integer> started = new ArrayList<>();
    List<Task> tasks = IntStream.range(0, 5)
        .mapToObj(n -> new Task(n, delayed(() -> started.add(n))))
        .toList();

    BatchOutcome outcome =
        new Worker(1).run(new Batch("run", 0, 1, tasks), late -> {}, () -> started.size() < 2);

    assertThat(started).containsExactly(0, 1);
    assertThat(outcome.tasks()).hasSize(2);
  }
}
