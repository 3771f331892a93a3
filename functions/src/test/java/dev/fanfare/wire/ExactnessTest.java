package dev.fanfare.wire;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.reflect.TypeToken;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.TypeName;
import dev.fanfare.wire.WireKernels.Animal;
import dev.fanfare.wire.WireKernels.Boast;
import dev.fanfare.wire.WireKernels.Colour;
import dev.fanfare.wire.WireKernels.Dog;
import dev.fanfare.wire.WireKernels.Draws;
import dev.fanfare.wire.WireKernels.Forgetful;
import dev.fanfare.wire.WireKernels.HolderOfTimes;
import dev.fanfare.wire.WireKernels.Kelvin;
import dev.fanfare.wire.WireKernels.Operation;
import dev.fanfare.wire.WireKernels.Pair;
import dev.fanfare.wire.WireKernels.Perhaps;
import dev.fanfare.wire.WireKernels.Point;
import dev.fanfare.wire.WireKernels.Price;
import dev.fanfare.wire.WireKernels.Sealed;
import dev.fanfare.wire.WireKernels.Secret;
import dev.fanfare.wire.WireKernels.Tags;
import dev.fanfare.wire.WireKernels.Turned;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A value arrives as it was, or does not leave. */
class ExactnessTest {

  /** A list that is more than its elements. */
  private static final class Portfolio extends ArrayList<Long> {
    private static final long serialVersionUID = 1;
  }

  /** A list of the caller's own, from scratch. */
  private static final class Tagged extends AbstractList<String> {
    @Override
    public String get(int i) {
      return "tag";
    }

    @Override
    public int size() {
      return 1;
    }
  }

  /** A map that has a value for each key. */
  private static final class Default extends AbstractMap<String, Long> {
    @Override
    public Long get(Object key) {
      return 42L;
    }

    @Override
    public Set<Entry<String, Long>> entrySet() {
      return Set.of();
    }
  }

  static Stream<Arguments> whatWouldChange() throws Exception {
    Map<Object, Integer> keys = new LinkedHashMap<>();
    keys.put(1, 1);
    keys.put("1", 2);
    Map<String, Integer> noKey = new HashMap<>();
    noKey.put(null, 1);
    Map<String, Integer> identity = new IdentityHashMap<>();
    Map<String, Integer> ignoringCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    return Stream.of(
        refused(new TypeToken<java.util.Calendar>() {}, tokyo(), "no java.util.Calendar"),
        refused(new TypeToken<GregorianCalendar>() {}, tokyo(), "no java.util.GregorianCalendar"),
        refused(new TypeToken<Date>() {}, new Date(1), "JSON carries no java.util.Date"),
        refused(new TypeToken<AtomicLong>() {}, new AtomicLong(1), "no java.util.concurrent"),
        refused(new TypeToken<URI>() {}, URI.create("http://ä/ö"), "no java.net.URI"),
        refused(
            new TypeToken<InetAddress>() {},
            InetAddress.getByAddress("nowhere", new byte[] {127, 0, 0, 2}),
            "no java.net.InetAddress"),
        refused(new TypeToken<Animal>() {}, new Dog(), ".Dog would arrive as a dev.fanfare"),
        refused(new TypeToken<List<Animal>>() {}, List.of(new Dog()), "at $[0], a dev.fanfare"),
        refused(new TypeToken<Pair<Animal, Long>>() {}, new Pair<>(new Dog(), 1L), "at $.first, "),
        refused(new TypeToken<Animal>() {}, new Animal() {}, "would arrive as a"),
        refused(new TypeToken<Forgetful>() {}, new Forgetful(), "at $.forgotten, a transient"),
        refused(new TypeToken<Map<Object, Integer>>() {}, keys, "a key that is a java.lang.Int"),
        refused(new TypeToken<Map<String, Integer>>() {}, noKey, "a null key"),
        refused(new TypeToken<Map<String, Integer>>() {}, identity, "by identity"),
        refused(new TypeToken<Map<String, Integer>>() {}, ignoringCase, "the comparator"),
        refused(
            new TypeToken<SortedMap<Long, Long>>() {},
            new TreeMap<Long, Long>(Collections.reverseOrder()),
            "the comparator of a java.util.TreeMap"),
        refused(
            new TypeToken<Map<String, Object>>() {},
            Map.of("rate", Double.NaN),
            "at $.rate, a java.lang.Double NaN would arrive as another type"),
        refused(new TypeToken<Map<String, Object>>() {}, Map.of("n", 5L), "java.lang.Long 5 would"),
        refused(new TypeToken<List<Object>>() {}, List.of(0.1f), "at $[0], a java.lang.Float 0.1"),
        refused(new TypeToken<Object>() {}, new BigDecimal("0.10"), "BigDecimal 0.10 would"),
        refused(new TypeToken<Object>() {}, BigInteger.TEN.pow(400), "BigInteger 1000"),
        refused(new TypeToken<Object>() {}, Colour.RED, "declare its type instead of Object"),
        refused(new TypeToken<Object>() {}, LocalDate.EPOCH, "declare its type instead of Object"),
        refused(new TypeToken<Object>() {}, new long[] {1}, "a long[] would arrive"),
        refused(new TypeToken<Object>() {}, Set.of(1), "would arrive as another type"),
        refused(new TypeToken<Object>() {}, new Point(1, 2), "would arrive as another type"),
        refused(new TypeToken<Object>() {}, 'c', "java.lang.Character would arrive as another"),
        refused(new TypeToken<Number>() {}, Float.NaN, "instead of Number"),
        refused(new TypeToken<Number>() {}, (short) 1, "java.lang.Short 1 would arrive"),
        refused(new TypeToken<Number[]>() {}, new Integer[] {1}, "a java.lang.Integer[] would"),
        refused(new TypeToken<List<Long>>() {}, new Portfolio(), ".Portfolio would arrive"),
        refused(new TypeToken<List<Long>>() {}, new ArrayList<>() {}, "would arrive as a"),
        refused(new TypeToken<Collection<Long>>() {}, Set.of(1L), "would arrive as a"),
        refused(new TypeToken<Queue<Long>>() {}, new ArrayDeque<>(), "no java.util.Queue"),
        refused(
            new TypeToken<TreeSet<String>>() {},
            new TreeSet<>(String.CASE_INSENSITIVE_ORDER),
            "the comparator of a java.util.TreeSet does not travel"),
        refused(
            new TypeToken<Set<BigDecimal>>() {},
            new TreeSet<>(Set.of(new BigDecimal("1.0"))),
            "a java.util.TreeSet goes by the order of its elements, a java.util.Set by equals"),
        refused(new TypeToken<List<String>>() {}, new Tagged(), ".Tagged would arrive as a"),
        refused(new TypeToken<Tagged>() {}, new Tagged(), "JSON carries no dev.fanfare.wire"),
        refused(new TypeToken<Portfolio>() {}, new Portfolio(), "JSON carries no dev.fanfare.wire"),
        refused(new TypeToken<Map<String, Long>>() {}, new Default(), ".Default would arrive as a"),
        refused(
            new TypeToken<SortedMap<String, Long>>() {},
            Collections.unmodifiableSortedMap(new TreeMap<>(Collections.reverseOrder())),
            "the comparator of a java.util.Collections.UnmodifiableSortedMap does not travel"),
        refused(
            new TypeToken<Map<String, Long>>() {},
            Collections.unmodifiableMap(new Default()),
            "wraps what finds its elements neither by equals nor"),
        refused(
            new TypeToken<Kelvin>() {},
            new Kelvin(1),
            "at $.t, its JSON is read as another value (does a con"),
        refused(
            new TypeToken<Turned>() {}, new Turned(List.of(1, 2, 3)), "at $.all[0], its JSON is"),
        refused(
            new TypeToken<Price>() {}, new Price(0.125), "at $.price, its JSON is read as another"),
        refused(new TypeToken<Perhaps>() {}, new Perhaps(null), "at $.some, JSON carries no java"),
        refused(new TypeToken<Set<String>>() {}, twins(), "neither by equals nor"),
        refused(
            new TypeToken<Map<String, Integer>>() {},
            Collections.unmodifiableMap(twinKeys()),
            "neither by equals nor by their own order, which does not travel"),
        refused(new TypeToken<Object>() {}, BigInteger.TWO.pow(64).multiply(BigInteger.TEN), "184"),
        refused(new TypeToken<BigDecimal>() {}, new BigDecimal("1E+10000"), "be written and read"),
        refused(new TypeToken<Map<Object, Object>>() {}, new Properties(), "without its defaults"),
        refused(new TypeToken<BigInteger>() {}, BigInteger.TEN.pow(10_000), "cannot be written"),
        refused(new TypeToken<BigInteger>() {}, new BigInteger("1") {}, "would arrive as a"),
        refused(new TypeToken<Runnable>() {}, (Runnable) () -> {}, "no java.lang.Runnable"));
  }

  private static Arguments refused(TypeToken<?> type, Object value, String why) {
    return Arguments.of(type.getType(), value, why);
  }

  /** Two strings that are equal, in a set that compares by identity. */
  @SuppressWarnings("StringOperationCanBeSimplified")
  private static Set<String> twins() {
    Set<String> twins = Collections.newSetFromMap(new IdentityHashMap<>());
    twins.add(new String("a"));
    twins.add(new String("a"));
    return Collections.unmodifiableSet(twins);
  }

  private static Map<String, Integer> twinKeys() {
    Map<String, Integer> keys = new IdentityHashMap<>();
    twins().forEach(twin -> keys.put(twin, 1));
    return keys;
  }

  private static GregorianCalendar tokyo() {
    return new GregorianCalendar(TimeZone.getTimeZone("Asia/Tokyo"));
  }

  @ParameterizedTest
  @MethodSource("whatWouldChange")
  void what_would_change_on_its_way_is_refused(Type type, Object value, String why) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> ValueJson.tree(value, type))
        .withMessageStartingWith("cannot be carried exactly as " + TypeName.of(type) + ": ")
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @MethodSource("whatWouldChange")
  void a_result_that_would_change_fails_its_task_alone(Type type, Object value, String why) {
    List<TaskOutcome> tasks = Messages.roundTrip(type, null, value, null);

    assertThat(tasks).extracting(TaskOutcome::succeeded).containsExactly(true, false, true);
    assertThat(tasks.get(1).error().message())
        .startsWith("the result cannot be carried exactly as ")
        .contains(why);
  }

  static Stream<Arguments> whatOnceChanged() {
    return Stream.of(
        kept(new TypeToken<String>() {}, "\uD800 and \uDC00\uD800, a pair 😀\uDBFF"),
        kept(new TypeToken<Character>() {}, '\uDFFF'),
        kept(new TypeToken<Map<String, String>>() {}, Map.of("\uD800", "\uDC00")),
        kept(new TypeToken<Number>() {}, Double.NaN),
        kept(new TypeToken<List<Number>>() {}, List.of(Double.NEGATIVE_INFINITY, 1, 1L << 40)),
        kept(new TypeToken<Map<Number, Long>>() {}, Map.of(1, 1L, 1.0, 2L, Double.NaN, 3L)),
        kept(new TypeToken<Number[]>() {}, new Number[] {1, Double.NaN, null}),
        kept(new TypeToken<Sealed>() {}, null),
        kept(new TypeToken<List<Boast>>() {}, List.of(new Boast(1))),
        kept(new TypeToken<Tags>() {}, new Tags(null)),
        kept(new TypeToken<Secret>() {}, new Secret("user", "word")),
        kept(new TypeToken<Operation>() {}, Operation.PLUS),
        kept(new TypeToken<Operation[]>() {}, Operation.values()),
        kept(new TypeToken<Map<Operation, Operation>>() {}, operations()),
        kept(new TypeToken<SortedMap<String, Integer>>() {}, inNaturalOrder()),
        kept(new TypeToken<Map<String, Integer>>() {}, inNaturalOrder()),
        kept(new TypeToken<SortedSet<BigDecimal>>() {}, new TreeSet<>(Set.of(BigDecimal.ONE))),
        kept(new TypeToken<HashSet<Integer>>() {}, scattered()));
  }

  private static Map<Operation, Operation> operations() {
    return new EnumMap<>(Map.of(Operation.PLUS, Operation.TIMES, Operation.TIMES, Operation.PLUS));
  }

  private static SortedMap<String, Integer> inNaturalOrder() {
    SortedMap<String, Integer> map = new TreeMap<>(Comparator.naturalOrder());
    map.put("b", 1);
    map.put("a", 2);
    return map;
  }

  /** A set whose order is another one once it is read. */
  private static Set<Integer> scattered() {
    Set<Integer> scattered = new HashSet<>(1024);
    scattered.addAll(List.of(2, 17));
    return scattered;
  }

  @Test
  void a_record_is_written_by_what_it_holds_whatever_its_accessors_say() {
    Draws draws = (Draws)
        Messages.roundTrip(Draws.class, new Draws(new int[] {3, 1, 2})).get(0).value();

    assertThat(draws.first()).isEqualTo(3);
  }

  @Test
  void a_field_of_a_superclass_is_of_the_type_that_its_subclass_names() {
    HolderOfTimes holder = new HolderOfTimes();
    holder.held = List.of(Instant.EPOCH);

    HolderOfTimes read =
        (HolderOfTimes) Messages.roundTrip(HolderOfTimes.class, holder).get(0).value();

    assertThat(read.held).isEqualTo(holder.held);
  }

  private static Arguments kept(TypeToken<?> type, Object value) {
    return Arguments.of(type.getType(), value);
  }

  @ParameterizedTest
  @MethodSource("whatOnceChanged")
  void what_needs_care_on_its_way_arrives_as_it_was(Type type, Object value) {
    assertThat(Messages.roundTrip(type, value))
        .extracting(TaskOutcome::value)
        .containsExactly(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "18446744073709551615",
        "18446744073709551616",
        "184467440737095516160",
        "-184467440737095516161",
        "933262154439441526816992388562667004907159682643816214685929638952175999932299156089414639761565"
      })
  void a_whole_number_is_read_however_long_it_is(String digits) {
    BigInteger whole = new BigInteger(digits);
    BigDecimal real = new BigDecimal(digits + ".5");

    assertThat(Messages.roundTrip(BigInteger.class, whole))
        .extracting(TaskOutcome::value)
        .containsExactly(whole);
    assertThat(Messages.roundTrip(BigDecimal.class, real))
        .extracting(TaskOutcome::value)
        .containsExactly(real);
  }

  @Test
  void what_is_declared_by_a_wildcard_is_of_the_class_that_it_was() {
    Type numbers = new TypeToken<List<? extends Number>>() {}.getType();
    Type named = new TypeToken<Map<String, ? extends Number>>() {}.getType();

    assertThat(Messages.roundTrip(numbers, List.of(1, 2.5)))
        .extracting(TaskOutcome::value)
        .containsExactly(List.of(1, 2.5));
    assertThat(Messages.roundTrip(named, Map.of("a", 7)))
        .extracting(TaskOutcome::value)
        .containsExactly(Map.of("a", 7));
  }

  @Test
  void a_message_of_an_error_keeps_its_lone_surrogates() {
    TaskError error = TaskError.of(new IllegalStateException("half \uD83D"));
    BatchOutcome outcome = Messages.outcome(TaskOutcome.failed(0, error, Messages.TIMING));

    BatchOutcome read = Codec.readOutcome(Codec.write(outcome, i -> int.class), i -> int.class);

    assertThat(read.tasks().get(0).error().message()).isEqualTo("half \uD83D");
    assertThat(Codec.toJson("half \uD83D")).isEqualTo("\"half \\ud83d\"");
  }

  @Test
  void java_widens_a_number_before_it_is_written() throws Exception {
    Delayed.Call1<Float, Double> halfOfFloat = WireKernels::half;
    Delayed.Call1<Long, Double> halfOfLong = WireKernels::half;
    Delayed.Call1<Character, Long> sumOfChar = SeedKernels::sum;

    // The float 0.1 is not the double 0.1.
    assertThat(sent(delayed(halfOfFloat, 0.1f)).call()).isEqualTo(WireKernels.half(0.1f));
    assertThat(sent(delayed(halfOfLong, Long.MAX_VALUE)).call())
        .isEqualTo(WireKernels.half(Long.MAX_VALUE));
    assertThat(sent(delayed(sumOfChar, 'c')).call()).isEqualTo(SeedKernels.sum('c'));
  }

  @Test
  void an_argument_that_would_change_is_named_with_its_parameter_and_type() {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> sent(delayed(WireKernels::sealedOrAnimal, null, new Dog())))
        .withMessage("argument 'other' of " + WireKernels.class.getName()
            + "::sealedOrAnimal(WireKernels.Sealed one, WireKernels.Animal other) -> String"
            + " cannot be carried exactly as " + TypeName.of(Animal.class) + ": a "
            + TypeName.of(Dog.class) + " would arrive as a " + TypeName.of(Animal.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "TRUE", "1", ""})
  void what_is_no_boolean_is_not_false(String text) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readJob("{\"kernel\":\"" + WireKernels.class.getName()
            + "::all\",\"args\":[[true,\"" + text + "\"]]}"))
        .withMessageContaining("neither true nor false");
  }

  private static Delayed<?> sent(Delayed<?> call) {
    Batch batch = new Batch("r", 0, 1, List.of(new Task(0, call)));
    return Messages.roundTrip(new Invocation(batch, Messages.URL))
        .batch()
        .tasks()
        .get(0)
        .call();
  }
}
