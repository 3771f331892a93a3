package dev.fanfare.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeedKernelsTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 40, 39_999, 100_000})
  void sum_adds_up_the_numbers_below_n(long n) {
    assertThat(SeedKernels.sum(n)).isEqualTo(n * (n - 1) / 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 5, 16, 19, 20, 33})
  void wait_loop_returns_what_the_seeds_four_loops_return(int n) {
    assertThat(SeedKernels.waitLoop(n)).isEqualTo(fourLoops(n));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 9, 16, 25, 30})
  void wait_loop_returns_n(int n) {
    assertThat(SeedKernels.waitLoop(n)).isEqualTo(n);
  }

  @Test
  void the_exclusive_wait_loop_is_the_same_work() {
    assertThat(SeedKernels.waitLoopExclusive(30)).isEqualTo(SeedKernels.waitLoop(30));
  }

  @Test
  void identity_returns_its_argument() {
    Object thing = new Object();

    assertThat(SeedKernels.identity(thing)).isSameAs(thing);
    assertThat(SeedKernels.identity(null)).isNull();
  }

  @Test
  void find_ids_tells_this_process_and_thread() {
    assertThat(SeedKernels.findIds())
        .isEqualTo(ProcessHandle.current().pid() + " " + Thread.currentThread().getName());
  }

  @ParameterizedTest
  @CsvSource({"24, 80, 200", "25, 1, 50", "40, 120, 1000", "1, 10, 1"})
  void mandelbrot_rows_have_all_columns_and_mirror_top_and_bottom(
      int rows, int columns, int iterations) {
    for (int row = 0; row < rows; row++) {
      String points = SeedKernels.mandelbrotRow(row, rows, columns, iterations);

      assertThat(points)
          .hasSize(columns)
          .isEqualTo(SeedKernels.mandelbrotRow(rows - 1 - row, rows, columns, iterations));
    }
  }

  @Test
  void the_mandelbrot_picture_has_its_set_and_its_surroundings() {
    assertThat(SeedKernels.mandelbrotRow(12, 24, 80, 200)).contains("@").startsWith(".");
  }

  /** The seed as it stands. */
  private static double fourLoops(int n) {
    double out = 0;
    for (int m = 0; m < n; m++) {
      for (int l = 0; l < m; l++) {
        for (int j = 0; j < l; j++) {
          for (int i = 0; i < j; i++) {
            out = i + 4;
            out = Math.sqrt(out);
            out = out * out;
          }
        }
      }
    }
    return out;
  }
}
