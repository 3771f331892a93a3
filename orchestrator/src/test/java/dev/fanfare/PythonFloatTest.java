package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonFloatTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0",
        "0.001",
        "0.1",
        "1.0",
        "-1.0",
        "100.0",
        "123.456",
        "0.005000000000000001",
        "0.0001",
        "1e-05",
        "1.5e-07",
        "1234567890123456.0",
        "9999999999999998.0",
        "1e+16",
        "1.5e+16",
        "1.7976931348623157e+308",
        "5e-324",
        "2e-44",
        "2.2250738585072014e-308"
      })
  void numbers_are_written_as_python_writes_them(String repr) {
    assertThat(PythonFloat.repr(Double.parseDouble(repr))).isEqualTo(repr);
  }

  @Test
  void powers_of_two_find_their_shortest_digits() {
    assertThat(PythonFloat.repr(Math.scalb(1.0, -44))).isEqualTo("5.684341886080802e-14");
    assertThat(PythonFloat.repr(Math.scalb(1.0, 89))).isEqualTo("6.189700196426902e+26");
  }

  @Test
  void what_is_written_reads_back_as_the_same_number() {
    new Random(1)
        .doubles(10_000)
        .forEach(
            number -> assertThat(Double.parseDouble(PythonFloat.repr(number))).isEqualTo(number));
  }
}
