package dev.fanfare.backend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuCountTest {

  private static final int MACHINE = Runtime.getRuntime().availableProcessors();

  @Test
  void outside_of_a_function_it_is_what_the_jvm_may_use() {
    assertThat(CpuCount.available(null)).isEqualTo(MACHINE);
  }

  @ParameterizedTest
  @CsvSource({"128, 1", "1769, 1", "3538, 2", "10240, 6"})
  void inside_of_a_function_it_is_what_the_memory_buys_and_the_machine_has(
      String memoryMb, int bought) {
    assertThat(CpuCount.available(memoryMb)).isEqualTo(Math.min(bought, MACHINE));
  }
}
