package dev.fanfare.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.reflect.TypeToken;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.wire.WireKernels.Colour;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrappers of sets and maps: whether they travel is up to what they wrap. */
class EqualityTest {

  /** What goes by a rule of its own, behind a wrapper that does not tell of it. */
  static Stream<Object> hidden() {
    TreeMap<String, Integer> ignoringCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    ignoringCase.put("Key", 1);
    Map<String, Integer> identity = new IdentityHashMap<>(Map.of("key", 1));
    Set<String> byIdentity = Collections.newSetFromMap(new IdentityHashMap<>());
    byIdentity.add("key");
    return Stream.of(
        Collections.unmodifiableMap(ignoringCase),
        Collections.unmodifiableMap(ignoringCase.descendingMap()),
        Collections.synchronizedMap(ignoringCase),
        Collections.synchronizedMap(new TreeMap<>(String.CASE_INSENSITIVE_ORDER)),
        Collections.synchronizedMap(Collections.unmodifiableMap(ignoringCase)),
        Collections.checkedMap(ignoringCase, String.class, Integer.class),
        Collections.unmodifiableMap(ignoringCase).keySet(),
        Collections.synchronizedMap(ignoringCase).keySet(),
        Collections.unmodifiableSet(ignoringCase.keySet()),
        Collections.unmodifiableSet(ignoringCase.descendingKeySet()),
        Collections.unmodifiableSet(new ConcurrentSkipListSet<>(Collections.reverseOrder())),
        Collections.newSetFromMap(new TreeMap<>(String.CASE_INSENSITIVE_ORDER)),
        identity.keySet(),
        Collections.unmodifiableMap(identity),
        Collections.unmodifiableMap(identity).keySet(),
        byIdentity);
  }

  @ParameterizedTest
  @MethodSource("hidden")
  void a_wrapper_does_not_hide_the_rule_of_what_it_wraps(Object value) {
    TypeToken<?> type = value instanceof Map
        ? new TypeToken<Map<String, Integer>>() {}
        : new TypeToken<Set<String>>() {};

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> ValueJson.tree(value, type.getType()))
        .withMessageStartingWith("cannot be carried exactly as java.util.")
        .withMessageContaining("does not travel");
  }

  private static Set<String> ofMap() {
    Set<String> set = Collections.newSetFromMap(new ConcurrentHashMap<>());
    set.add("a");
    return set;
  }

  @Test
  void a_wrapper_of_decimals_in_their_order_travels_only_as_a_sorted_set() {
    SortedSet<BigDecimal> decimals = new TreeSet<>(Set.of(new BigDecimal("1.0")));
    Type sorted = new TypeToken<SortedSet<BigDecimal>>() {}.getType();
    Type unsorted = new TypeToken<Set<BigDecimal>>() {}.getType();

    assertThat(Messages.roundTrip(sorted, Collections.unmodifiableSortedSet(decimals)))
        .extracting(TaskOutcome::value)
        .containsExactly(decimals);
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> ValueJson.tree(Collections.unmodifiableSet(decimals), unsorted))
        .withMessageContaining("goes by the order of its elements");
  }

  @Test
  void a_wrapper_of_constants_travels_if_each_is_found_for_itself_alone() {
    Type type = new TypeToken<Set<Colour>>() {}.getType();
    Set<Colour> red = Collections.unmodifiableSet(EnumSet.of(Colour.RED));
    Set<Colour> all = new TreeSet<>(Comparator.comparing(colour -> "a colour"));
    all.add(Colour.RED);

    assertThat(Messages.roundTrip(type, red)).extracting(TaskOutcome::value).containsExactly(red);
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> ValueJson.tree(Collections.unmodifiableSet(all), type))
        .withMessageContaining("does not travel");
  }

  static Stream<Object> wrapped() {
    Map<String, String> map = new LinkedHashMap<>(Map.of("b", "1", "a", "2"));
    return Stream.of(
        Collections.unmodifiableMap(map),
        Collections.synchronizedMap(new ConcurrentHashMap<>(map)),
        Collections.unmodifiableMap(new TreeMap<>(map)),
        Collections.unmodifiableSortedMap(new TreeMap<>(map)),
        Collections.singletonMap("a", "b"),
        Collections.emptyMap(),
        Collections.unmodifiableMap(map).keySet(),
        Collections.unmodifiableSet(new HashSet<>(map.keySet())),
        Collections.synchronizedMap(map).keySet(),
        ofMap(),
        Collections.singleton("a"),
        Collections.emptySet(),
        Collections.unmodifiableSet(new HashSet<>()),
        Collections.unmodifiableSet(Set.of("a")),
        Collections.unmodifiableMap(Map.of("a", "b")),
        Collections.unmodifiableSet(new CopyOnWriteArraySet<>(Set.of("a"))),
        Collections.checkedSet(
            Collections.synchronizedSet(new HashSet<>(Set.of("a"))), String.class));
  }

  @ParameterizedTest
  @MethodSource("wrapped")
  void a_wrapper_of_what_goes_by_equals_travels(Object value) {
    TypeToken<?> type = value instanceof Map
        ? new TypeToken<Map<String, String>>() {}
        : new TypeToken<Set<String>>() {};

    assertThat(Messages.roundTrip(type.getType(), value))
        .extracting(TaskOutcome::value)
        .containsExactly(value);
  }
}
