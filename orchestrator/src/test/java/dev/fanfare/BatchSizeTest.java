package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.dispatch.AutoBatchSizer;
import dev.fanfare.dispatch.BatchSizer;
import dev.fanfare.dispatch.FixedBatchSizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchSizeTest {

  @Test
  void a_number_makes_a_sizer_of_that_size_forever_after() {
    BatchSizer sizer = BatchSizer.of(BatchSize.of(7), FixedBatchSizer.ONE);

    for (int batch = 0; batch < 5000; batch++) {
      assertThat(sizer.nextSize()).isEqualTo(7);
      sizer.completed(7, 0.001);
    }
  }

  @Test
  void auto_is_what_the_backend_makes_of_it() {
    BatchSizer backends = new AutoBatchSizer(notice -> {});

    assertThat(BatchSizer.of(BatchSize.AUTO, backends)).isSameAs(backends);
    assertThat(BatchSizer.of(BatchSize.AUTO, FixedBatchSizer.ONE).nextSize()).isEqualTo(1);
  }

  @Test
  void text_is_read_as_auto_or_a_number() {
    assertThat(BatchSize.parse("auto")).isEqualTo(BatchSize.AUTO);
    assertThat(BatchSize.parse("7")).isEqualTo(BatchSize.of(7));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void a_number_below_one_is_refused(int tasks) {
    assertThatThrownBy(() -> BatchSize.of(tasks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize must be 'auto' or a positive integer, got: " + tasks);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.42", "wrong", ""})
  void text_that_is_neither_is_refused(String text) {
    assertThatThrownBy(() -> BatchSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize must be 'auto' or a positive integer, got: " + text);
  }
}
