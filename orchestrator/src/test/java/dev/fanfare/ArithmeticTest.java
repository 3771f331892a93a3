package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticTest {

  @ParameterizedTest
  @CsvSource({
    "2*6, 12",
    "2**6, 64",
    "1 + 2*3**(4) / (6 + -7), -161",
    "(20 // 3) % 5, 1",
    "10 - 2 - 3, 5",
    "7 / 2, 3.5",
    "1.5*4, 6",
    ".5 + 1., 1.5",
    "1e3 - 2.5E-1, 999.75",
    "007.5, 7.5",
    "00, 0"
  })
  void expressions_have_their_value(String text, double value) {
    assertThat(Arithmetic.parse(text).value()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"-7//2, -4", "7//-2, -4", "-7%3, 2", "7%-3, -2", "2.5%-1, -0.5", "1.0//0.1, 9"})
  void division_rounds_down_as_in_python(String text, double value) {
    assertThat(Arithmetic.parse(text).value()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"2**3**2, 512", "-2**2, -4", "2**-1, 0.5", "2**-1*4, 2", "--3, 3", "3*-2, -6"})
  void powers_bind_as_in_python(String text, double value) {
    assertThat(Arithmetic.parse(text).value()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "foo",
        "all",
        "+1",
        "2 3",
        "2(3)",
        "2*(3",
        "2)",
        "()",
        "*2",
        "2*",
        "007",
        "1.2.3",
        "1e",
        " 2",
        "2\n",
        "exec('import os')",
        "print(1)",
        "import os",
        "1+1; import os",
        "1^1",
        "' ' * 10**10"
      })
  void what_is_no_expression_is_refused_before_it_has_a_value(String text) {
    assertThatThrownBy(() -> Arithmetic.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is not a valid or supported arithmetic expression.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1/0", "1//0", "1%0", "0**-1", "9. ** 10000.", "(-8)**0.5"})
  void what_has_no_real_value_is_refused_when_it_is_asked_for(String text) {
    Arithmetic arithmetic = Arithmetic.parse(text);

    assertThatThrownBy(arithmetic::value)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is not a valid or supported arithmetic expression.");
  }

  @ParameterizedTest
  @CsvSource({
    "1e7, 10000000.0",
    "10**7, 10000000",
    "9**9**9, 387420489",
    "999999.5+1, 1000000.5",
    "-1000000-1, -1000001",
    "1000000*1000000, 1000000000000",
    "(4/2)*1000000, 2000000.0"
  })
  void values_that_are_too_large_are_refused(String text, String value) {
    assertThatThrownBy(() -> Arithmetic.parse(text).value())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Numeric literal " + value + " is too large, max is 1000000.");
  }

  @Test
  void thirty_characters_are_enough() {
    assertThatCode(() -> Arithmetic.parse("1+".repeat(14) + "10").value())
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Arithmetic.parse("1".repeat(31)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Expression '111111111111111111111111111111'... is too long. Max length is 30, got 31.");
  }
}
