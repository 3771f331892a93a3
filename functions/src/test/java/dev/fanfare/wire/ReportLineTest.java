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
            .returns(5.0 + 177, ReportLine::billedMillis)
            .returns(OptionalDouble.of(540.79), ReportLine::initMillis));
  }

  /** As in the Telemetry API's reference. */
  @Test
  void the_json_form_is_read_the_same() {
    String json = "{\"time\":\"2026-11-26T00:00:00.000Z\",\"type\":\"platform.report\",\"record\":{"
        + "\"requestId\":\"8f5-1\",\"metrics\":{\"durationMs\":395.99,\"billedDurationMs\":662,"
        + "\"memorySizeMB\":512,\"maxMemoryUsedMB\":301,\"initDurationMs\":265.72},"
        + "\"tracing\":{\"type\":\"X-Amzn-Trace-Id\"},\"status\":\"success\"}}";

    assertThat(ReportLine.find("{\"type\":\"platform.start\"}\n" + json + "\n"))
        .isEqualTo(ReportLine.find(COLD));
  }

  @Test
  void a_restore_in_the_json_form_is_billed_too() {
    assertThat(ReportLine.find(
            "{\"type\":\"platform.report\",\"record\":{\"requestId\":\"1\",\"metrics\":{"
                + "\"billedRestoreDurationMs\":177,\"restoreDurationMs\":540.79,\"billedDurationMs\":5,"
                + "\"durationMs\":4.5}}}"))
        .hasValue(new ReportLine("1", 4.5, 182, 0, 0, OptionalDouble.of(540.79)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"platform.report\"}",
        "{\"type\":\"platform.report\",\"record\":{\"requestId\":\"1\"}}",
        "{\"type\":\"platform.report\",\"record\":{\"requestId\":\"1\",\"metrics\":[]}}",
        "{\"type\":\"platform.report\",\"record\":{\"requestId\":null,\"metrics\":{\"durationMs\":1,\"billedDurationMs\":1}}}",
        "{\"type\":\"platform.report\",\"record\":{\"requestId\":\"1\",\"metrics\":{\"durationMs\":\"x\",\"billedDurationMs\":1}}}",
        "{\"type\":\"platform.report\",\"record\":{\"requestId\":\"1\",\"metrics\":{\"durationMs\":-1,\"billedDurationMs\":1}}}",
        "{\"type\":\"mine\",\"note\":\"platform.report\",\"record\":{\"requestId\":\"1\",\"metrics\":{\"durationMs\":1,\"billedDurationMs\":1}}}",
        "{\"platform.report\"}",
      })
  void json_that_is_no_report_is_passed_over(String line) {
    assertThat(ReportLine.find(line)).isEmpty();
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
