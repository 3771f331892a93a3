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
  void aNumberMakesASizerOfThatSizeForeverAfter() {
    BatchSizer sizer = BatchSizer.of(BatchSize.of(7), FixedBatchSizer.ONE);

    for (int batch = 0; batch < 5000; batch++) {
      assertThat(sizer.nextSize()).isEqualTo(7);
      sizer.completed(7, 0.001);
    }
  }

  @Test
  void autoIsWhatTheBackendMakesOfIt() {
    BatchSizer backends = new AutoBatchSizer(notice -> {});

    assertThat(BatchSizer.of(BatchSize.AUTO, backends)).isSameAs(backends);
    assertThat(BatchSizer.of(BatchSize.AUTO, FixedBatchSizer.ONE).nextSize()).isEqualTo(1);
  }

  @Test
  void textIsReadAsAutoOrANumber() {
    assertThat(BatchSize.parse("auto")).isEqualTo(BatchSize.AUTO);
    assertThat(BatchSize.parse("7")).isEqualTo(BatchSize.of(7));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aNumberBelowOneIsRefused(int tasks) {
    assertThatThrownBy(() -> BatchSize.of(tasks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize must be 'auto' or a positive integer, got: " + tasks);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.42", "wrong", ""})
  void textThatIsNeitherIsRefused(String text) {
    assertThatThrownBy(() -> BatchSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize must be 'auto' or a positive integer, got: " + text);
  }
}
