package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.worker.TaskOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What tasks have printed can be read again. */
@Timeout(180)
final class LogsCommandTest extends RecordedRunFixture {

  private void run(String backend, String... lines) throws Exception {
    Path jobs = Files.write(folder.resolve("jobs.jsonl"), List.of(lines));
    fanfare("run", jobs.toString(), "--backend=" + backend, "--n-jobs=1", "--out=" + out());
  }

  @Test
  void the_output_of_all_tasks_or_of_one_is_printed_again() throws Exception {
    run("processes", TestKernels.line("print", "7"), TestKernels.line("print", "8"));

    assertThat(fanfare("logs", "last").out().lines())
        .containsExactly("task 0: printed 7", "task 1: printed 8");
    Finished one = fanfare("logs", "last", "1");
    assertThat(one.out().lines()).containsExactly("printed 8");
    assertThat(one.err()).isEmpty();
    fanfare("logs", "last", "2").assertRefused("has no task 2");
  }

  @Test
  void tries_that_failed_are_included() throws Exception {
    Path jobs = Files.writeString(
        folder.resolve("jobs.jsonl"), TestKernels.line("sayAndThrow", "\"once more\""));
    fanfare("run", jobs.toString(), "--backend=processes", "--n-jobs=1", "--retries=2");

    assertThat(fanfare("logs", "last", "0").out().lines())
        .containsExactly("once more", "once more", "once more");
  }

  @Test
  void what_a_task_printed_before_it_ended_its_process_is_included() throws Exception {
    run(
        "processes",
        TestKernels.line("print", "7"),
        "{\"kernel\":\"dev.fanfare.parallel.BlockingKernels::sayAndExit\",\"args\":[7]}");

    assertThat(fanfare("logs", "last").out().lines())
        .containsExactly("task 0: printed 7", "task 1: so it ends");
  }

  @Test
  void output_that_was_cut_or_not_recorded_is_told() throws Exception {
    run("processes", TestKernels.line("say", "\"" + "x".repeat(TaskOutput.MOST_BYTES) + "\""));
    assertThat(fanfare("logs", "last").err()).contains("cut: only the first 16 KB");

    run("threads", TestKernels.line("print", "7"));
    Finished none = fanfare("logs", "last");
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).contains("no output is recorded");
    assertThat(fanfare("logs", "last", "0").err()).contains("no output of task 0 is recorded");
  }
}
