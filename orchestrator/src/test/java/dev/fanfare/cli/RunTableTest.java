package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of runs fits the terminal if it can. */
final class RunTableTest {

  private static final RunTable TABLE = new RunTable(List.of(
      List.of("id", "created", "backend", "tasks", "settled", "failed", "state"),
      row("5b10ba64-c70d-4133-a506-05f3628e913e", "3"),
      row("5b10ba64-d70d-4133-a506-05f3628e913e", "40000+"),
      row("2026-01-01T060000Z-nightly", "12")));

  private static List<String> row(String id, String tasks) {
    return List.of(id, "2026-11-26T20:34:56Z", "threads", tasks, "3", "0", "complete");
  }

  @Test
  void a_wide_terminal_shows_whole_ids() {
    assertThat(TABLE.lines(200))
        .startsWith(
            "id                                    created               backend   tasks  settled  failed  state",
            "5b10ba64-c70d-4133-a506-05f3628e913e  2026-11-26T20:34:56Z  threads       3        3       0  complete");
  }

  @Test
  void a_narrow_one_shows_of_each_id_what_is_unique() {
    assertThat(TABLE.lines(90))
        .containsExactly(
            "id          created               backend   tasks  settled  failed  state",
            "5b10ba64-c  2026-11-26T20:34:56Z  threads       3        3       0  complete",
            "5b10ba64-d  2026-11-26T20:34:56Z  threads  40000+        3       0  complete",
            "2026-01-01  2026-11-26T20:34:56Z  threads      12        3       0  complete");
  }

  @Test
  void a_width_that_is_no_number_is_none() {
    assertThat(Columns.told("80")).isEqualTo(80);
    assertThat(Columns.told(null)).isZero();
    assertThat(Columns.told("wide")).isZero();
    assertThat(Columns.told("0")).isZero();
    assertThat(Columns.told("999999")).isZero();
  }
}
