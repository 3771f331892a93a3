package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.JobList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A kernel is measured, and a setting recommended. */
@Timeout(180)
final class TuneCommandTest extends RecordedRunFixture {

  private static final Pattern ADVICE = Pattern.compile(
      "recommended   use --backend (\\w+) --n-jobs (\\d) --batch-size (auto|\\d+): ");

  private static Finished tune(String... options) {
    List<String> line = new ArrayList<>(List.of("tune", "--seconds=1"));
    line.addAll(List.of(options));
    return Finished.here(line.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void workers_and_batch_sizes_are_compared_and_one_of_each_is_recommended(String backend) {
    Finished tuned = tune(
        "--kernel=sum", "--range=0:400", "--backend=" + backend, "--max-workers=2", "--sample=200");

    assertThat(tuned.exitCode()).as(tuned.err()).isZero();
    assertThat(tuned.err())
        .contains("measuring 200 of 400 tasks of about ", " with 1, 2 workers ...")
        .contains("measuring batches of auto, ");
    assertThat(tuned.out().lines()).allMatch(line -> line.length() < 80);
    List<String> lines = tuned.out().replaceAll("\n {14}", " ").lines().toList();
    assertThat(lines.get(0)).startsWith("workers  batch size  wall s  tasks/s  CPU s");
    assertThat(lines.get(1)).startsWith("1              auto");
    assertThat(lines.get(2)).startsWith("2              auto");
    assertThat(tuned.out()).contains("CPU s by number of workers");
    assertThat(ADVICE.matcher(lines.get(lines.size() - 1)).lookingAt()).isTrue();
    assertThat(lines.get(lines.size() - 1)).startsWith("recommended   use --backend " + backend);
  }

  @Test
  void batch_sizes_of_long_tasks_are_not_measured() {
    Finished tuned = tune(
        "--kernel=wait_loop",
        "--range=720:724",
        "--backend=threads",
        "--max-workers=2",
        "--sample=2");

    assertThat(tuned.exitCode()).as(tuned.err()).isZero();
    assertThat(tuned.err()).contains("measuring 2 of 4 tasks").doesNotContain("measuring batches");
    assertThat(tuned.out()).containsPattern("--batch-size\\s+auto");
  }

  @Test
  void a_task_that_fails_ends_it() {
    Finished tuned =
        tune("--kernel=" + TestKernels.fullName("odd"), "--range=0:8", "--backend=threads");

    assertThat(tuned.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(tuned.out()).isEmpty();
    assertThat(tuned.err()).contains("tune needs tasks that return", "no luck with");
  }

  @Test
  void a_kernel_that_must_not_run_twice_is_refused() {
    tune("--kernel=" + TestKernels.fullName("once"), "--range=0:8", "--backend=threads")
        .assertRefused("tune runs tasks several times", "repeatable = false");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--backend=sequential | tune measures threads, processes and lambda; --backend must be one of them, got: sequential",
        "--memory=1769        | --memory and --n-jobs of tune require --backend lambda",
        "--n-jobs=2           | --memory and --n-jobs of tune require --backend lambda",
        "--seconds=0          | --seconds must be at least 1, got: 0",
        "--sample=-3          | --sample must be at least 1, got: -3",
        "--max-workers=0      | --max-workers must be at least 1, got: 0",
        "--seconds=soon       | --seconds must be an integer, got: soon"
      })
  void wrong_options_are_refused(String option, String message) {
    Finished.here("tune", "--kernel=sum", "--range=0:8", option).assertRefused(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--memory=64,1769 | --memory must be from 128 to 10240 MB, got: 64",
        "--memory=10241   | --memory must be from 128 to 10240 MB, got: 10241",
        "--memory=2GB     | 2GB",
        "--n-jobs=0       | --n-jobs must be at least 1, got: 0",
        "--max-workers=2  | --max-workers requires --backend threads or processes"
      })
  void wrong_options_for_lambda_are_refused(String option, String message) {
    Finished.here("tune", "--kernel=sum", "--range=0:8", "--backend=lambda", option)
        .assertRefused(message);
  }

  @Test
  void an_empty_list_has_nothing_to_measure() {
    Finished tuned = tune("--kernel=sum", "--range=5:5");

    assertThat(tuned.exitCode()).isZero();
    assertThat(tuned.err()).contains("no tasks");
    assertThat(tuned.out()).isEmpty();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be interrupted there")
  void ctrl_c_ends_it_and_all_of_its_workers() throws Exception {
    Child.assumeSignalsAreHeeded();
    try (Child child =
        Child.start(folder, "tune", "--kernel=wait_loop", "--range=600:2000", "--max-workers=2")) {
      while (!child.told().contains("measuring ")) {
        assertThat(child.process().isAlive()).as(child.told()).isTrue();
        Thread.onSpinWait();
      }
      child.signal("INT");

      assertThat(child.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
    }
  }

  @Test
  void a_sample_is_spread_over_the_list() {
    JobList list = JobList.of("sum", 0, 1000);

    assertThat(TaskSample.spread(list, 4))
        .extracting(task -> String.valueOf(task.arguments().get(0)))
        .containsExactly("125", "375", "625", "875");
    assertThat(TaskSample.spread(list, 5000)).hasSize(1000);
    assertThat(TaskSample.size(1, Duration.ofSeconds(60))).isPositive();
  }
}
