package dev.fanfare.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  private static final List<String> NAMES = List.of(
      "durationMs",
      "billedDurationMs",
      "memorySizeMB",
      "maxMemoryUsedMB",
      "initDurationMs",
      "restoreDurationMs",
      "billedRestoreDurationMs");

  private static final Map<String, String> IN_TEXT = Map.of(
      "durationMs", "Duration: %s ms",
      "billedDurationMs", "Billed Duration: %s ms",
      "memorySizeMB", "Memory Size: %s MB",
      "maxMemoryUsedMB", "Max Memory Used: %s MB",
      "initDurationMs", "Init Duration: %s ms",
      "restoreDurationMs", "Restore Duration: %s ms",
      "billedRestoreDurationMs", "Billed Restore Duration: %s ms");

  private static String text(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> IN_TEXT.get(field.getKey()).formatted(field.getValue()))
        .collect(Collectors.joining("\t", "REPORT RequestId: 8f5-1\t", "\t"));
  }

  private static String json(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
        .collect(Collectors.joining(
            ",",
            "{\"type\":\"platform.report\",\"record\":{\"requestId\":\"8f5-1\",\"metrics\":{",
            "}}}"));
  }

  /** All fields, with SnapStart's in place of the start's, in that order. */
  private static Map<String, String> fields(List<String> order) {
    Map<String, String> fields = new LinkedHashMap<>();
    List<String> values = List.of("4.5", "5", "512", "301", "265.72", "540.79", "177");
    order.forEach(name -> fields.put(name, values.get(NAMES.indexOf(name))));
    fields.remove("initDurationMs");
    return fields;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void fields_in_any_order_are_read_the_same_in_both_forms(long seed) {
    List<String> order = new ArrayList<>(NAMES);
    Collections.shuffle(order, new Random(seed));
    ReportLine expected =
        new ReportLine("8f5-1", 4.5, 5 + 177, 512, 301, OptionalDouble.of(540.79));

    assertThat(ReportLine.find(text(fields(order)))).hasValue(expected);
    assertThat(ReportLine.find(json(fields(order)))).hasValue(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "memorySizeMB,            182,   0, 301, 540.79",
    "maxMemoryUsedMB,         182, 512,   0, 540.79",
    "restoreDurationMs,       182, 512, 301,",
    "billedRestoreDurationMs,   5, 512, 301, 540.79"
  })
  void each_optional_field_may_be_missing_in_both_forms(
      String missing, double billed, int memory, int used, Double init) {
    Map<String, String> fields = fields(NAMES);
    fields.remove(missing);
    OptionalDouble start = init == null ? OptionalDouble.empty() : OptionalDouble.of(init);
    ReportLine expected = new ReportLine("8f5-1", 4.5, billed, memory, used, start);

    assertThat(ReportLine.find(text(fields))).hasValue(expected);
    assertThat(ReportLine.find(json(fields))).hasValue(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"durationMs", "billedDurationMs"})
  void without_what_is_billed_there_is_no_report_in_either_form(String missing) {
    Map<String, String> fields = fields(NAMES);
    fields.remove(missing);

    assertThat(ReportLine.find(text(fields))).isEmpty();
    assertThat(ReportLine.find(json(fields))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "9.5E-4, 0.00095",
    "1.5e3, 1500",
    "2E+2, 200",
    "0.30000000000000004, 0.30000000000000004"
  })
  void a_number_may_be_written_with_an_exponent(String written, double value) {
    Map<String, String> fields = fields(NAMES);
    fields.put("durationMs", written);

    assertThat(ReportLine.find(json(fields)))
        .hasValueSatisfying(line -> assertThat(line.durationMillis()).isEqualTo(value));
    assertThat(ReportLine.find(text(fields)))
        .hasValueSatisfying(line -> assertThat(line.durationMillis()).isEqualTo(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e12", "1e99", "1e", "e3", "1e999", "-1", "1..2", "--"})
  void what_is_no_number_of_lambda_is_no_duration(String written) {
    Map<String, String> fields = fields(NAMES);
    fields.put("durationMs", "\"" + written + "\"");
    assertThat(ReportLine.find(json(fields))).isEmpty();

    fields.put("durationMs", written);
    assertThat(ReportLine.find(text(fields))).isEmpty();
  }
}
