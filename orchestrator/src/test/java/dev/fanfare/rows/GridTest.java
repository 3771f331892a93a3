package dev.fanfare.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.kernel.BadRecord;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.Kernel;
import dev.fanfare.kernel.MalformedMessageException;
import java.math.BigDecimal;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls with each combination of arguments. */
public class GridTest {

  /** An option. */
  public record Quote(double spot, double vol) {
    public Quote {
      if (spot * vol > 50) {
        throw new IllegalArgumentException("too wild");
      }
    }
  }

  /** A colour. */
  public enum Colour {
    RED,
    GREEN
  }

  @Kernel
  public static double price(double spot, double vol) {
    return spot * vol;
  }

  @Kernel
  public static double quoted(Quote quote) {
    return quote.spot();
  }

  @Kernel
  public static String mapped(Map<String, String> row) {
    return row.toString();
  }

  @Kernel
  public static String mixed(
      String text, Colour colour, LocalTime time, BigDecimal amount, byte small) {
    return text;
  }

  private static Grid grid(String kernel, String... arguments) {
    return Grid.of(GridTest.class.getName() + "::" + kernel, List.of(arguments));
  }

  private static List<List<Object>> arguments(Grid grid) {
    List<List<Object>> all = new ArrayList<>();
    grid.forEach(call -> all.add(call.arguments()));
    return all;
  }

  private static Stream<Object> values(String range) {
    return arguments(grid("price", "spot=" + range, "vol=1")).stream().map(one -> one.get(0));
  }

  @Test
  void every_combination_is_a_task_and_the_last_argument_varies_fastest() {
    Grid grid = grid("price", "spot=80:90:5", "vol=0.1,0.2");

    assertThat(grid).hasToString("3 x 2 = 6 tasks");
    assertThat(grid.size()).isEqualTo(6);
    assertThat(arguments(grid))
        .containsExactly(
            List.of(80.0, 0.1),
            List.of(80.0, 0.2),
            List.of(85.0, 0.1),
            List.of(85.0, 0.2),
            List.of(90.0, 0.1),
            List.of(90.0, 0.2));
    assertThat(grid).extracting(Delayed::origin).startsWith("spot=80,vol=0.1", "spot=80,vol=0.2");
  }

  @Test
  void a_range_includes_its_end_if_a_step_leads_there() {
    assertThat(grid("price", "spot=80:120:5", "vol=0.1,0.2,0.3")).hasToString("9 x 3 = 27 tasks");
    assertThat(values("0:10:4")).containsExactly(0.0, 4.0, 8.0);
    assertThat(values("3:1:-1")).containsExactly(3.0, 2.0, 1.0);
    assertThat(values("5:5:1")).containsExactly(5.0);
    assertThat(values("1:2:1,7,10:30:10")).containsExactly(1.0, 2.0, 7.0, 10.0, 20.0, 30.0);
  }

  @Test
  void decimals_are_exact() {
    assertThat(values("0.1:0.5:0.1")).containsExactly(0.1, 0.2, 0.3, 0.4, 0.5);
    assertThat(values("0:1:0.25")).containsExactly(0.0, 0.25, 0.5, 0.75, 1.0);
    assertThat(values("1e2:3e2:1e2")).containsExactly(100.0, 200.0, 300.0);
    assertThat(values("0.1:1000:0.1")).hasSize(10_000).endsWith(999.9, 1000.0);
  }

  @Test
  void values_have_the_types_of_the_kernels_parameters() {
    Grid grid = grid(
        "mixed",
        "text=1:3:1,\"a,\"\"b\"\"\",",
        "colour=GREEN",
        "time=10:20:30",
        "amount=0.10",
        "small=-128:127:1");

    assertThat(grid).hasToString("3 x 1 x 1 x 1 x 256 = 768 tasks");
    assertThat(arguments(grid))
        .startsWith(List.of(
            "1:3:1", Colour.GREEN, LocalTime.of(10, 20, 30), new BigDecimal("0.10"), (byte) -128))
        .endsWith(
            List.of("", Colour.GREEN, LocalTime.of(10, 20, 30), new BigDecimal("0.10"), (byte) 127))
        .contains(List.of(
            "a,\"b\"", Colour.GREEN, LocalTime.of(10, 20, 30), new BigDecimal("0.10"), (byte) 0));
  }

  @Test
  void a_record_and_a_map_take_all_arguments() {
    assertThat(grid("quoted", "vol=0.5", "spot=1,2"))
        .extracting(call -> call.arguments().get(0))
        .containsExactly(new Quote(1, 0.5), new Quote(2, 0.5));
    assertThat(grid("mapped", "a=1:2:1", "b=x"))
        .extracting(call -> call.arguments().get(0))
        .containsExactly(Map.of("a", "1:2:1", "b", "x"));
  }

  @Test
  void a_combination_that_a_record_refuses_is_a_task_that_fails() {
    Grid grid = grid("quoted", "spot=80,120", "vol=0.5");

    assertThat(grid).extracting(BadRecord::is).containsExactly(false, true);
    assertThat(grid).last().asString().contains("spot=120,vol=0.5", "too wild");
  }

  @Test
  void a_grid_is_not_kept_in_memory() {
    Grid grid = grid("price", "spot=1:1000000000:1", "vol=1:1000000000:1");

    assertThat(grid.size()).isEqualTo(1_000_000_000_000_000_000L);
    Iterator<Delayed<Object>> tasks = grid.iterator();
    for (int n = 1; n <= 1000; n++) {
      assertThat(tasks.next().arguments()).containsExactly(1.0, (double) n);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "price | spot=1       | vol=        | argument 'vol' is empty, and null is no double",
        "price | spot=1       | vol=x       | vol=x: argument 'vol' cannot be read as double: not a number: \"x\"",
        "price | spot=1       | vol=1,,2    | argument 'vol' is empty, and null is no double",
        "price | spot=1       | vol         | vol: expected NAME=VALUES",
        "price | spot=1       | =1          | =1: expected NAME=VALUES",
        "price | spot=1       | spot=2      | argument 'spot' appears twice; separate its values by commas",
        "price | spot=1       | volume=2    | there is no 'volume' in ",
        "price | vol=1        | sport=2     | did you mean 'spot'?",
        "price | spot=1:2     | vol=2       | spot=1:2: expected a range of numbers FROM:TO:STEP, with TO included, got: 1:2",
        "price | spot=1:2:x   | vol=2       | expected a range of numbers FROM:TO:STEP",
        "price | spot=1:2:0   | vol=2       | the step of a range must not be 0, got: 1:2:0",
        "price | spot=2:1:1   | vol=2       | the step of a range must lead from FROM to TO, got: 2:1:1",
        "price | spot=1:2:1e-99 | vol=2     | a range must have fewer than 2^63 numbers",
        "price | spot=0:1:1e-12 | vol=0:1:1e-12 | a grid must have fewer than 2^63 tasks",
        "price | spot=1       | vol='1      | not a number",
        "price | spot=1       | vol={\"a\":1} | a JSON object or array needs a job list",
        "price | spot=1       | vol=\"1    | a quote is missing at the end of the field",
      })
  void arguments_that_do_not_fit_are_refused(String kernel, String one, String other, String told) {
    assertThatThrownBy(() -> grid(kernel, one, other))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining(told);
  }

  @Test
  void a_missing_argument_is_refused() {
    assertThatThrownBy(() -> grid("price", "spot=1"))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("there is no argument 'vol', which");
  }

  @Test
  void a_range_in_which_one_number_does_not_convert_is_refused() {
    assertThatThrownBy(
            () -> grid("mixed", "text=", "colour=RED", "time=10:20", "amount=1", "small=1:200:1"))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("argument 'small' cannot be read as byte");
    assertThatThrownBy(
            () -> grid("mixed", "text=", "colour=RED", "time=10:20", "amount=1", "small=1:3:0.5"))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("not a whole number of 8 bits: 1.5");
  }
}
