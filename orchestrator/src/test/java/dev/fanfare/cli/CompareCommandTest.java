package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The seeds' experiment: one list, several backends, one table. */
@Timeout(60)
final class CompareCommandTest {

  private static List<List<String>> table(Finished compared) {
    return compared
        .out()
        .lines()
        .map(line -> List.of(line.strip().split(" {2,}")))
        .toList();
  }

  @Test
  void every_backend_has_a_row_with_speed_up_and_efficiency() {
    Finished compared =
        Finished.here("compare", "--kernel=sum", "--range=0:20", "--n-jobs=2", "--batch-size=5");

    assertThat(compared.exitCode()).as(compared.err()).isZero();
    List<List<String>> table = table(compared);
    assertThat(table.get(0))
        .containsExactly(
            "backend",
            "tasks",
            "workers",
            "wall s",
            "task CPU s",
            "own CPU s",
            "speed-up",
            "efficiency");
    assertThat(table.subList(1, table.size()).stream().map(row -> row.get(0)))
        .containsExactly("sequential", "threads", "processes");
    assertThat(table).allSatisfy(row -> assertThat(row).hasSize(8));
    assertThat(table.get(1)).startsWith("sequential", "20", "1").endsWith("1.00", "100 %");
    assertThat(table.get(3)).startsWith("processes", "20", "2");
    assertThat(compared.out().lines().map(String::length).distinct())
        .as("aligned")
        .hasSize(1);
    assertThat(compared.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void without_sequential_there_is_no_speed_up() {
    Finished compared =
        Finished.here("compare", "--kernel=sum", "--range=0:4", "--n-jobs=2", "--backends=threads");

    assertThat(compared.err()).startsWith("threads ...");
    assertThat(table(compared)).hasSize(2);
    assertThat(table(compared).get(1)).startsWith("threads", "4", "2").endsWith("-", "-");
  }

  @Test
  void failed_tasks_are_told_with_their_backend_and_the_table_is_printed() {
    Finished compared = Finished.here(
        "compare",
        "--kernel=" + TestKernels.fullName("odd"),
        "--range=0:2",
        "--n-jobs=2",
        "--backends=sequential,threads");

    assertThat(compared.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(compared.err()).contains("sequential: task 1 failed, ", "threads: task 1 failed, ");
    assertThat(table(compared)).hasSize(3);
  }
}
