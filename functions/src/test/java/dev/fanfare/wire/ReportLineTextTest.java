package dev.fanfare.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReportLineTextTest {

  @Test
  void bills_the_start_with_the_first_invocation() {
    ReportLine cold = ReportLine.of("id", 395.99, 265.72, 512, 301);

    assertThat(cold)
        .hasToString("REPORT RequestId: id\tDuration: 395.99 ms\tBilled Duration: 662 ms"
            + "\tMemory Size: 512 MB\tMax Memory Used: 301 MB\tInit Duration: 265.72 ms\t");
  }

  @Test
  void says_nothing_of_a_start_that_was_none() {
    assertThat(ReportLine.of("id", 1.004, 0, 512, 301))
        .hasToString("REPORT RequestId: id\tDuration: 1.00 ms\tBilled Duration: 2 ms"
            + "\tMemory Size: 512 MB\tMax Memory Used: 301 MB\t");
  }
}
