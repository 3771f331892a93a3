package dev.fanfare.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.reflect.TypeToken;
import dev.fanfare.wire.WireKernels.Pair;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the type and the value: it arrives as it was. Of other values, {@link ExactnessTest} says that they are refused. */
@Timeout(120)
class AnyValueTest {

  private static final int VALUES = 10_000;

  @Test
  void any_value_of_any_type_that_is_documented_arrives_as_it_was() {
    AnyValue any = new AnyValue(Mutations.SEED);
    for (int i = 0; i < VALUES; i++) {
      Type type = any.type(3);
      @Nullable Object value = any.value(type);
      String what = i + ", -Dfanfare.fuzz.seed=" + Mutations.SEED + ", " + type;
      TaskOutcome outcome = Messages.roundTrip(type, value).get(0);

      assertThat(outcome.error()).as(what).isNull();
      assertThat(Shape.of(outcome.value())).as(what).isEqualTo(Shape.of(value));
    }
  }

  /** What a value is made of, each part with its class: arrays are equal to themselves alone, lists to lists of any class. */
  private record Shape(Class<?> type, List<?> content) {
    static Object of(@Nullable Object value) {
      if (value == null) {
        return "null";
      }
      if (value.getClass().isArray()) {
        int length = Array.getLength(value);
        return new Shape(
            value.getClass(),
            IntStream.range(0, length).mapToObj(i -> of(Array.get(value, i))).toList());
      }
      if (value instanceof Pair<?, ?> pair) {
        return new Shape(Pair.class, List.of(of(pair.first()), of(pair.second())));
      }
      if (value instanceof Collection<?> all) {
        Class<?> kind = value instanceof List ? List.class : Set.class;
        return new Shape(kind, all.stream().map(Shape::of).toList());
      }
      if (value instanceof Map<?, ?> map) {
        return new Shape(
            Map.class,
            map.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .map(Shape::of)
                .toList());
      }
      return new Shape(value.getClass(), List.of(value));
    }
  }

  @Test
  void the_types_that_are_drawn_are_of_every_sort() {
    AnyValue any = new AnyValue(Mutations.SEED);
    assertThat(IntStream.range(0, VALUES)
            .mapToObj(i -> TypeToken.get(any.type(3)).getRawType().getSimpleName())
            .distinct())
        .contains("List", "Set", "Map", "SortedMap", "Pair", "Object", "Number", "double", "Leg");
  }
}
