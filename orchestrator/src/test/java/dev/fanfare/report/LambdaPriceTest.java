package dev.fanfare.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LambdaPriceTest {

  /** 1,000 tasks of 10 s on one vCPU: 10,000 s of 1,769 MB. */
  @Test
  void a_thousand_tasks_of_ten_seconds_cost_what_the_price_list_says() {
    assertThat(new LambdaPrice(1769, false).costUsd(1_000, 10_000_000))
        .isEqualTo(0.2881, Offset.offset(0.0001));
    assertThat(new LambdaPrice(1769, true).costUsd(1_000, 10_000_000))
        .isEqualTo(0.2305, Offset.offset(0.0001));
  }

  @Test
  void an_invocation_costs_also_where_it_takes_no_time() {
    assertThat(new LambdaPrice(128, true).costUsd(1_000_000, 0)).isEqualTo(0.20);
  }

  @Test
  void a_function_without_memory_is_refused() {
    assertThatThrownBy(() -> new LambdaPrice(0, true))
        .hasMessage("memoryMb must be at least 1, got: 0");
  }
}
