package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run with {@code --memo} takes values from there, and {@code memo why} tells why it did not. */
@Timeout(60)
final class RunMemoTest {

  @TempDir
  private Path folder;

  private Finished run(String range) {
    return Finished.here(
        "run",
        "--kernel",
        "sum",
        "--range",
        range,
        "--backend",
        "threads",
        "--n-jobs",
        "2",
        "--store",
        folder.resolve("store").toString(),
        "--memo",
        memo(),
        "--out",
        folder.resolve("out.jsonl").toString());
  }

  private String memo() {
    return folder.resolve("memo").toString();
  }

  private Finished why(String task) {
    return Finished.here("memo", "why", memo(), task);
  }

  @Test
  void a_second_run_computes_only_what_is_new() {
    assertThat(run("0:20").exitCode()).isZero();

    Finished second = run("0:25");

    assertThat(second.exitCode()).isZero();
    assertThat(second.err()).contains("20 remembered").contains("5 new");
    assertThat(folder.resolve("out.jsonl"))
        .content()
        .contains("{\"index\":3,\"value\":3,\"remembered\":true")
        .doesNotContain("{\"index\":24,\"value\":276,\"remembered\"");
  }

  @Test
  void why_tells_what_differs_from_the_nearest_remembered_call() {
    run("0:20");

    assertThat(why("{\"kernel\":\"sum\",\"args\":[7]}").out()).isEqualTo("it is remembered\n");
    Finished other = why("{\"kernel\":\"sum\",\"args\":[70]}");
    assertThat(other.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(other.out()).startsWith("argument 1 (n): ").contains("-> 70");
    assertThat(why("{\"kernel\":\"wait_loop\",\"args\":[7]}").out())
        .isEqualTo("no call of this kernel is remembered\n");
  }

  @Test
  void a_policy_without_a_memo_is_refused() {
    Finished refused =
        Finished.here("run", "--kernel", "sum", "--range", "0:2", "--memo-code", "ignore");

    assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err()).contains("--memo-code needs --memo");
  }
}
