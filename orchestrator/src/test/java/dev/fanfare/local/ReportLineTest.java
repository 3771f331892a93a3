package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReportLineTest {

  @Test
  void billsTheStartWithTheFirstInvocation() {
    ReportLine cold = new ReportLine("id", 395.99, 512, 301, 265.72);

    assertThat(cold)
        .hasToString("REPORT RequestId: id\tDuration: 395.99 ms\tBilled Duration: 662 ms"
            + "\tMemory Size: 512 MB\tMax Memory Used: 301 MB\tInit Duration: 265.72 ms\t");
  }

  @Test
  void saysNothingOfAStartThatWasNone() {
    assertThat(new ReportLine("id", 1.004, 512, 301, 0))
        .hasToString("REPORT RequestId: id\tDuration: 1.00 ms\tBilled Duration: 2 ms"
            + "\tMemory Size: 512 MB\tMax Memory Used: 301 MB\t");
  }
}
