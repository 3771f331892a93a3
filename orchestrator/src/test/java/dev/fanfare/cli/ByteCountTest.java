package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes mean the same in each option: what they mean to GNU's tools. */
final class ByteCountTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0 bytes",
    "1000000, 1000000, 1 MB",
    "500B, 500, 500 bytes",
    "1K, 1024, 1 KiB",
    "1KiB, 1024, 1 KiB",
    "1KB, 1000, 1 KB",
    "1.5g, 1610612736, 1536 MiB",
    "1gb, 1000000000, 1 GB",
    "2T, 2199023255552, 2 TiB",
    "1025, 1025, 1025 bytes"
  })
  void a_letter_alone_is_a_multiple_of_1024_and_one_with_b_of_1000(
      String text, long bytes, String shown) {
    assertThat(ByteCount.parse(text).bytes()).isEqualTo(bytes);
    assertThat(ByteCount.parse(text)).hasToString(shown);
  }
}
