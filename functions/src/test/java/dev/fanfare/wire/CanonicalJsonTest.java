package dev.fanfare.wire;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.Shared;
import dev.fanfare.wire.CanonicalKernels.Pair;
import dev.fanfare.wire.CanonicalKernels.Quotes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Equal calls have equal text, and others have not. */
class CanonicalJsonTest {

  private static String text(Delayed<?> call) {
    return Codec.writeCanonical(call, place -> true);
  }

  private static <V> LinkedHashMap<String, V> filled(List<String> keys, Function<String, V> value) {
    LinkedHashMap<String, V> map = new LinkedHashMap<>();
    keys.forEach(key -> map.put(key, value.apply(key)));
    return map;
  }

  /** Calls with the same map, put in two orders. */
  private static void assertOrder(
      boolean counts, Function<LinkedHashMap<String, Integer>, Delayed<?>> call) {
    List<String> keys =
        new ArrayList<>(IntStream.range(0, 20).mapToObj(i -> "k" + i).toList());
    String forward = text(call.apply(filled(keys, String::length)));
    Collections.reverse(keys);
    String backward = text(call.apply(filled(keys, String::length)));
    assertThat(forward.equals(backward)).isEqualTo(!counts);
  }

  @Test
  void the_order_of_a_map_counts_if_it_has_one() {
    assertOrder(true, map -> delayed(CanonicalKernels::map, map));
    assertOrder(true, map -> delayed(CanonicalKernels::any, map));
    assertOrder(false, map -> delayed(CanonicalKernels::map, new TreeMap<>(map)));
    // With so few buckets, the order of a hash map depends on which entry came first.
    assertOrder(false, map -> delayed(CanonicalKernels::map, crowded(map)));
    assertOrder(false, map -> delayed(CanonicalKernels::any, crowded(map)));
    assertOrder(false, map -> delayed(CanonicalKernels::map, Map.copyOf(map)));
  }

  private static Map<String, Integer> crowded(Map<String, Integer> map) {
    HashMap<String, Integer> crowded = new HashMap<>(2, 1000);
    crowded.putAll(map);
    return crowded;
  }

  @Test
  void the_order_of_maps_and_sets_inside_of_others_counts_alike() {
    BiFunction<Map<String, Double>, Map<String, Double>, String> text = (one, other) ->
        text(delayed(CanonicalKernels::quotes, List.of(new Quotes(one), new Quotes(other))));
    Map<String, Double> ordered = filled(List.of("x", "y"), key -> 1.0);
    Map<String, Double> reversed = filled(List.of("y", "x"), key -> 1.0);

    assertThat(text.apply(ordered, ordered)).isNotEqualTo(text.apply(ordered, reversed));
    assertThat(text.apply(Map.copyOf(ordered), ordered))
        .isEqualTo(text.apply(new HashMap<>(reversed), ordered));
    assertThat(text(delayed(
            CanonicalKernels::pairs,
            Map.of(new Pair(1, 2), Set.of("b", "a"), new Pair(0, 9), Set.of("c", "d")))))
        .contains("[[{\"a\":0,\"b\":9},[\"c\",\"d\"]],[{\"a\":1,\"b\":2},[\"a\",\"b\"]]]");
  }

  @Test
  void an_array_has_the_same_text_whether_it_was_shared_or_not() {
    for (int length : new int[] {3, 1_000}) {
      double[] array = IntStream.range(0, length).mapToDouble(i -> i / 3.0).toArray();
      Delayed<?> plain = delayed(CanonicalKernels::array, array);
      Delayed<?> shared = plain.sending(List.of(Shared.of(array)));

      String before = text(shared);
      assertThat(text(plain)).isEqualTo(before).hasSizeLessThan(300);
      array[length - 1]++;
      assertThat(text(delayed(CanonicalKernels::array, array))).isNotEqualTo(before);
    }
    assertThat(text(delayed(CanonicalKernels::array, new double[] {1, 2}))).contains("[1.0,2.0]");
    assertThat(text(delayed(CanonicalKernels::shared, Shared.of(new double[] {1, 2}))))
        .contains("sha256");
  }

  @Test
  void what_does_not_count_need_not_travel() {
    Delayed<?> call = delayed(CanonicalKernels::logging, 1, System.out);

    assertThat(Codec.writeCanonical(call, place -> place == 0)).contains("[1,null]");
    assertThatThrownBy(() -> text(call))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("argument 'log'");
  }
}
