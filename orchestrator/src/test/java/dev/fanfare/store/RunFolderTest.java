package dev.fanfare.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFolderTest {

  @ParameterizedTest
  @ValueSource(strings = {"r", "2026-01-31T12.00-ab_c"})
  void a_runs_id_is_a_name(String runId) {
    assertThat(new RunFolder(runId).results()).isEqualTo("runs/" + runId + "/results/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", ".r", "-r", "a/b", "a\\b", "a b", "ä", "a\n", "../../x"})
  void what_leads_elsewhere_is_no_runs_id(String runId) {
    assertThatThrownBy(() -> new RunFolder(runId))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("runId must be")
        .hasMessageEndingWith("got: " + runId);
  }

  @Test
  void the_name_of_an_outcome_tells_its_session() {
    RunFolder folder = new RunFolder("r1");

    assertThat(folder.sessionOf(folder.result(0, 1))).isEqualTo(1);
    assertThat(folder.sessionOf(folder.result(RunFolder.SESSION_BATCHES - 1, 12)))
        .isEqualTo(1);
    assertThat(folder.sessionOf(folder.result(RunFolder.SESSION_BATCHES, 1))).isEqualTo(2);
    assertThat(folder.sessionOf(folder.result(9_999 * RunFolder.SESSION_BATCHES, 1)))
        .isEqualTo(10_000);
    assertThat(folder.sessionOf(folder.log(7, 3))).isEqualTo(7);
    assertThat(folder.sessionOf(folder.manifest())).isZero();
  }
}
