package dev.fanfare.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.BatchSize;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SliceOptionsTest {

  @Test
  void a_function_is_all_that_must_be_named() {
    assertThat(SliceOptions.of(Map.of("function", "worker")))
        .isEqualTo(new SliceOptions("worker", 100, BatchSize.AUTO, null, 0));
  }

  @Test
  void every_option_is_read() {
    Map<String, Object> options =
        Map.of("function", "worker", "nJobs", 7, "batchSize", 20, "timeout", 1.5, "retries", 2);

    assertThat(SliceOptions.of(options))
        .isEqualTo(new SliceOptions("worker", 7, BatchSize.of(20), Duration.ofMillis(1500), 2));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          function  | ''   | options.function is missing
          nJobs     | -1   | options.nJobs must be a positive integer, got: -1
          nJobs     | many | options.nJobs must be an integer, got: many
          batchSize | 0    | batchSize must be 'auto' or a positive integer, got: 0
          timeout   | -1   | options.timeout must be positive, in seconds, got: -1
          timeout   | long | options.timeout must be positive, in seconds, got: long
          retries   | -1   | options.retries must be 0 or more, got: -1
          njobs     | 5    | got: [njobs]
          """)
  void what_has_no_meaning_is_refused(String name, String value, String message) {
    Map<String, Object> options = new HashMap<>(Map.of("function", "worker"));
    options.put(name, value.matches("-?\\d+") ? (Object) Integer.valueOf(value) : value);

    assertThatThrownBy(() -> SliceOptions.of(options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
