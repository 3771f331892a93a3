package dev.fanfare.memo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.memo.Why.Known;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WhyTest {

  private static final SortedMap<String, String> CODE =
      code(Map.of("com.acme.Risk", "1", "com.acme.Curve", "2", "math-3.6.jar", "3"));

  @Test
  void a_kernel_without_a_remembered_call_is_told() {
    assertThat(why(price("100", "0.3"), CODE))
        .containsExactly("no call of this kernel is remembered");
    assertThat(why(
            price("100", "0.3"), CODE, at(1, price("100", "0.3").replace("price", "vega"), CODE)))
        .containsExactly("no call of this kernel is remembered");
  }

  @Test
  void a_call_that_is_remembered_has_no_difference() {
    assertThat(why(price("100", "0.3"), CODE, at(1, price("100", "0.3"), CODE))).isEmpty();
  }

  @Test
  void an_argument_is_named_with_both_values() {
    assertThat(why(price("100", "0.3"), CODE, at(1, price("100", "0.2"), CODE)))
        .containsExactly("argument 2 (vol): 0.2 -> 0.3");
  }

  @Test
  void the_nearest_call_has_most_arguments_in_common_and_then_is_the_newest() {
    assertThat(why(
            price("100", "0.3"),
            CODE,
            at(4, price("90", "0.1"), CODE),
            at(2, price("100", "0.5"), CODE),
            at(3, price("100", "0.6"), CODE),
            at(1, price("100", "0.7"), CODE)))
        .containsExactly("argument 2 (vol): 0.6 -> 0.3");
  }

  @Test
  void a_long_argument_is_cut() {
    String names = "\"" + "x".repeat(10_000) + "\"";

    assertThat(why(price("1", names), CODE, at(1, price("1", "null"), CODE)))
        .containsExactly("argument 2 (vol): null -> " + names.substring(0, 80) + "...");
  }

  @Test
  void arguments_are_new_or_gone_if_the_kernel_has_other_parameters() {
    String one = "{\"kernel\":\"com.acme.Risk::price\",\"args\":[100]}";

    assertThat(why(price("100", "0.3"), CODE, at(1, one, CODE)))
        .containsExactly("argument 2 (vol) is new: 0.3");
    assertThat(why(one, CODE, at(1, price("100", "0.3"), CODE)))
        .containsExactly("argument 2 (vol) is gone: 0.3");
  }

  @Test
  void classes_and_libraries_changed_are_new_or_are_no_longer_used() {
    SortedMap<String, String> now = code(
        Map.of("com.acme.Risk", "1", "com.acme.New", "2", "math-3.6.jar", "4", "text.jar", "5"));

    assertThat(why(price("1", "2"), now, at(1, price("1", "2"), CODE)))
        .containsExactly(
            "class com.acme.Curve is no longer used",
            "class com.acme.New is new",
            "library math-3.6.jar changed",
            "library text.jar is new");
    assertThat(why(
            price("1", "2"),
            code(Map.of("com.acme.Risk", "9", "com.acme.Curve", "2", "math-3.6.jar", "3")),
            at(1, price("1", "2"), CODE)))
        .containsExactly("class com.acme.Risk changed");
  }

  @Test
  void versions_are_named_and_so_is_another_kind_of_key() {
    SortedMap<String, String> one = code(Map.of(Code.VERSION, "1"));
    SortedMap<String, String> two = code(Map.of(Code.VERSION, "2"));
    String job = price("1", "2");

    assertThat(why(job, two, at(1, job, one))).containsExactly("version \"1\" -> \"2\"");
    assertThat(why(job, two, at(1, job, CODE)))
        .containsExactly("the key has a version, and had the bytecode");
    assertThat(why(job, CODE, at(1, job, code(Map.of()))))
        .containsExactly("its entry was stored with --memo-code ignore");
    assertThat(why(job, code(Map.of()), at(1, job, CODE)))
        .containsExactly("the key has no code, and had the bytecode");
    assertThat(why(job, CODE, new Known(job, null, Instant.EPOCH)))
        .containsExactly("what its code was is not known");
  }

  private static List<String> why(String job, SortedMap<String, String> code, Known... remembered) {
    return Why.lines(job, code, List.of("spot", "vol"), Stream.of(remembered));
  }

  private static Known at(int second, String job, SortedMap<String, String> code) {
    return new Known(job, code, Instant.ofEpochSecond(second));
  }

  private static String price(String spot, String vol) {
    return "{\"kernel\":\"com.acme.Risk::price\",\"args\":[" + spot + "," + vol + "]}";
  }

  private static SortedMap<String, String> code(Map<String, String> parts) {
    return new TreeMap<>(parts);
  }
}
