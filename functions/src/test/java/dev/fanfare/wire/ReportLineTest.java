package dev.fanfare.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportLineTest {

  private static final String COLD =
      "REPORT RequestId: 8f5-1\tDuration: 395.99 ms\tBilled Duration: 662 ms\tMemory Size: 512 MB\tMax Memory Used: 301 MB\tInit Duration: 265.72 ms";

  @Test
  void a_cold_starts_line_is_read_from_among_the_others() {
    String log = "START RequestId: 8f5-1 Version: 1\nREPORT of a kernel\nEND RequestId: 8f5-1\n"
        + COLD + "\t\nXRAY TraceId: 1-5\tSegmentId: 7\tSampled: true\t\n";

    assertThat(ReportLine.find(log))
        .hasValue(new ReportLine("8f5-1", 395.99, 662, 512, 301, OptionalDouble.of(265.72)));
  }

  @Test
  void local_stacks_order_is_read_the_same() {
    assertThat(
            ReportLine.find(
                "REPORT RequestId: 8f5-1\tInit Duration: 265.72 ms\tDuration: 395.99 ms\tBilled Duration: 662 ms\tMemory Size: 512 MB\tMax Memory Used: 301 MB\t"))
        .isEqualTo(ReportLine.find(COLD));
  }

  @Test
  void a_warm_start_has_no_init() {
    assertThat(ReportLine.find(COLD.replaceFirst("\tInit.*", "")))
        .hasValueSatisfying(line -> assertThat(line.initMillis()).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REPORT RequestId: 1\tRestore Duration: 540.79 ms\tBilled Restore Duration: 177 ms\tDuration: 4.5 ms\tBilled Duration: 5.0 ms",
        "REPORT RequestId: 1\tDuration: 4.5 ms\tBilled Duration: 5 ms\tMemory Size: 512 MB\tRestore Duration: 540.79 ms\tBilled Restore Duration: 177 ms",
      })
  void a_snapshots_restore_is_not_the_duration(String line) {
    assertThat(ReportLine.find(line))
        .hasValueSatisfying(report -> assertThat(report)
            .returns(4.5, ReportLine::durationMillis)
            .returns(5.0, ReportLine::billedMillis));
  }

  @Test
  void the_last_line_counts() {
    String printed =
        "REPORT RequestId: fake\tDuration: 1 ms\tBilled Duration: 1 ms\tMemory Size: 1 MB";

    assertThat(ReportLine.find(printed + "\n" + COLD))
        .hasValueSatisfying(line -> assertThat(line.requestId()).isEqualTo("8f5-1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no line",
        "REPORT RequestId:",
        "REPORT RequestId: 1\tDuration: 1.0 ms",
        "REPORT RequestId: 1\nDuration: 1 ms\tBilled Duration: 1 ms",
        "REPORT RequestId: 1\tDuration: 1.2.3 ms\tBilled Duration: . ms",
        "REPORT RequestId: 1\tDuration: 1 ms\tBilled Duration: 1234567890123 ms",
        " REPORT RequestId: 1\tDuration: 1.0 ms\tBilled Duration: 1 ms",
      })
  void a_log_without_the_line_has_no_report(String log) {
    assertThat(ReportLine.find(log)).isEmpty();
  }
}
