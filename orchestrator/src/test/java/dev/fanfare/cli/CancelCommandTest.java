package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.local.ConfiguredCloud;
import dev.fanfare.parallel.BlockingKernels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run can be stopped from another terminal, and resumed. */
@Timeout(180)
final class CancelCommandTest extends RecordedRunFixture {

  private Path blocked() {
    return folder.resolve("blocked");
  }

  /** Two tasks that return, one that blocks until it is interrupted, and one more. */
  private Child blockedRun(String backend) throws Exception {
    Path jobs = Files.write(
        folder.resolve("jobs.jsonl"),
        List.of(
            TestKernels.line("odd", "0"),
            TestKernels.line("odd", "2"),
            TestKernels.line("blockUntilInterrupted", "4,\"" + blocked() + "\""),
            TestKernels.line("odd", "6")));
    Child run = Child.start(
        folder,
        "run",
        jobs.toString(),
        "--store=" + store(),
        "--out=" + out(),
        "--backend=" + backend,
        "--n-jobs=2",
        "--batch-size=1",
        "--pre-dispatch=1");
    BlockingKernels.after(blocked().toString(), "there");
    return run;
  }

  @ParameterizedTest
  @ValueSource(strings = {"processes", "threads"})
  void a_run_is_stopped_from_another_process_and_can_be_resumed(String backend) throws Exception {
    try (Child run = blockedRun(backend)) {
      String id = id();

      Finished cancel = fanfare("cancel", "last");

      assertThat(cancel.exitCode()).as(cancel.err()).isZero();
      assertThat(cancel.out())
          .startsWith("cancelled run " + id + ": 2 of ")
          .contains(" tasks are done");
      assertThat(cancel.err()).contains("resume with: fanfare resume " + id);
      assertThat(run.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
      assertThat(run.told())
          .contains(
              "run " + id + " was cancelled by another process",
              "interrupted: 2 of 4 tasks are done",
              "resume with: fanfare resume " + id);
    }
    assertThat(theRun().get("state").getAsString()).isEqualTo("interrupted");
    assertThat(fanfare("show", "last").out()).contains(": CANCELLED");
    Finished resumed = fanfare("resume", "last", "--backend=threads", "--out=" + out());
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(Files.readAllLines(out())).hasSize(4);
  }

  @Test
  void an_interrupted_resume_says_that_the_results_are_as_they_were() throws Exception {
    try (Child run = blockedRun("threads")) {
      fanfare("cancel", "last");
      assertThat(run.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
    }
    Files.delete(blocked());

    try (Child resumed = Child.start(
        folder, "resume", "last", "--store=" + store(), "--out=" + out(), "--backend=threads")) {
      BlockingKernels.after(blocked().toString(), "there");
      fanfare("cancel", "last");

      assertThat(resumed.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
      assertThat(resumed.told())
          .contains(out() + " is unchanged; for the results until now: fanfare show " + id());
    }
  }

  @Test
  void a_run_on_lambda_is_stopped_by_the_store_alone() throws Exception {
    Path jobs = Files.writeString(
        folder.resolve("jobs.jsonl"),
        TestKernels.line("odd", "0") + "\n{\"kernel\":\"" + BlockingKernels.class.getName()
            + "::blockForEver\",\"args\":[\"" + blocked() + "\"]}\n");
    try (ConfiguredCloud cloud = ConfiguredCloud.start(folder)) {
      CompletableFuture<Finished> run = CompletableFuture.supplyAsync(() -> Finished.here(
          "run",
          jobs.toString(),
          "--backend=lambda",
          "--function=" + cloud.functionName(),
          "--n-jobs=2",
          "--batch-size=1",
          "--out=" + out()));
      BlockingKernels.after(blocked().toString(), "there");

      Finished cancel = Finished.here("cancel", "last", "--store=s3://fanfare");

      assertThat(cancel.exitCode()).as(cancel.err()).isZero();
      assertThat(cancel.out()).startsWith("cancelled run ").contains(": 1 of 2 tasks are done");
      assertThat(cancel.err()).contains(" --store s3://fanfare");
      assertThat(run).succeedsWithin(Duration.ofSeconds(60));
      assertThat(run.join().exitCode()).isEqualTo(ExitCode.INTERRUPTED);
    }
  }

  @Test
  void a_run_that_is_over_or_was_killed_is_told_not_to_be_running() throws Exception {
    fanfare("run", "--kernel=sum", "--range=0:3", "--backend=threads");
    Finished complete = fanfare("cancel", "last");
    complete.assertRefused("run " + id() + " is not running, its state is: complete");

    fanfare("clean", "--all");
    try (Child run = blockedRun("threads")) {
      run.process().destroyForcibly().waitFor();
    }
    fanfare("cancel", "last").assertRefused("is not running, its state is: interrupted");
  }

  @Test
  void a_run_elsewhere_that_does_not_answer_is_told_to_stop_and_waited_for_in_vain()
      throws Exception {
    runElsewhere();

    Finished cancel = fanfare("cancel", "last", "--wait=0");

    assertThat(cancel.exitCode()).isEqualTo(ExitCode.CANNOT_GO_ON);
    assertThat(cancel.err()).contains("has not ended yet", " on elsewhere ", "--take-over");
    assertThat(folderOfRun().resolve("cancelled/1")).exists();
    fanfare("cancel", "last", "--wait=-1").assertRefused("--wait must not be negative, got: -1");
  }
}
