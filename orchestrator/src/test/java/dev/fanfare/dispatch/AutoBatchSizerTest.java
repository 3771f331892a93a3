package dev.fanfare.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutoBatchSizerTest {

  private final List<String> notices = new ArrayList<>();
  private final AutoBatchSizer sizer = new AutoBatchSizer(notices::add);

  @Test
  void itStartsAtOneAndStaysThereWithoutASample() {
    assertThat(sizer.nextSize()).isEqualTo(1);
    assertThat(sizer.nextSize()).isEqualTo(1);
    assertThat(notices).isEmpty();
  }

  @Test
  void fastBatchesDoubleOnceForEachSample() {
    sizer.completed(1, 0.001);

    assertThat(sizer.nextSize()).isEqualTo(2);
    assertThat(sizer.nextSize()).isEqualTo(2);
    assertThat(notices)
        .containsExactly("Batch computation too fast (0.001s.) Setting batch_size=2.");
  }

  @Test
  void slowBatchesShrinkTowardsTheShortestIdeal() {
    growTo(64);
    sizer.completed(64, 2.5);

    assertThat(sizer.nextSize()).isEqualTo(10);
    assertThat(notices).endsWith("Batch computation too slow (2.5s.) Setting batch_size=10.");
  }

  @Test
  void verySlowBatchesShrinkToOne() {
    growTo(8);
    sizer.completed(8, 100);

    assertThat(sizer.nextSize()).isEqualTo(1);
  }

  @Test
  void aSlowBatchOfOneStaysOne() {
    sizer.completed(1, 100);

    assertThat(sizer.nextSize()).isEqualTo(1);
    assertThat(notices).isEmpty();
  }

  @Test
  void theIdealRangeIncludesItsEnds() {
    growTo(4);
    sizer.completed(4, 0.2);
    assertThat(sizer.nextSize()).isEqualTo(4);
    sizer.reset();
    growTo(4);
    sizer.completed(4, 2);
    assertThat(sizer.nextSize()).isEqualTo(4);
  }

  @Test
  void samplesAreSmoothed() {
    sizer.completed(1, 0.1);
    sizer.completed(1, 0.2);

    assertThat(sizer.nextSize()).isEqualTo(2);
    assertThat(notices)
        .containsExactly(
            "Batch computation too fast (0.12000000000000002s.) Setting batch_size=2.");
  }

  @Test
  void batchesOfAnotherSizeArePassedOver() {
    sizer.completed(3, 0.001);

    assertThat(sizer.nextSize()).isEqualTo(1);
  }

  @Test
  void resetForgetsSizeAndSamples() {
    growTo(16);
    sizer.completed(16, 0.001);
    sizer.reset();

    assertThat(sizer.nextSize()).isEqualTo(1);
  }

  private void growTo(int size) {
    for (int present = 1; present < size; present *= 2) {
      sizer.completed(present, 0.001);
      assertThat(sizer.nextSize()).isEqualTo(2 * present);
    }
  }
}
