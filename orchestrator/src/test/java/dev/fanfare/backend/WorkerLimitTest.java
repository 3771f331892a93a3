package dev.fanfare.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerLimitTest {

  @ParameterizedTest
  @CsvSource({
    "1, 64, 16",
    "2, 64, 16",
    "4, 64, 32",
    "64, 1024, 512",
    // A quarter of a GB each.
    "64, 16, 64",
    "4, 1, 4",
    "4, 0, 1"
  })
  void processes_are_limited_by_processors_and_by_memory(int processors, long gb, int most) {
    assertThat(WorkerLimit.processes(processors, gb << 30)).isEqualTo(most);
  }

  @Test
  void the_environment_says_another_limit() {
    assertThat(WorkerLimit.limit(null, 16)).isEqualTo(16);
    assertThat(WorkerLimit.limit(" ", 16)).isEqualTo(16);
    assertThat(WorkerLimit.limit("5000", 16)).isEqualTo(5000);
    assertThat(WorkerLimit.limit("1", 16)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "100001", "2147483648"})
  void what_is_no_limit_is_refused(String said) {
    assertThatThrownBy(() -> WorkerLimit.limit(said, 16))
        .hasMessage("FANFARE_MAX_WORKERS must be a number from 1 to 100000, got: " + said);
  }
}
