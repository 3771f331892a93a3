package dev.fanfare.wire;

import com.google.gson.TypeAdapter;
import com.google.gson.annotations.JsonAdapter;
import com.google.gson.annotations.SerializedName;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.fanfare.kernel.Kernel;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Kernels whose parameters are of every sort, and the types that they take. */
public final class WireKernels {

  private WireKernels() {}

  public enum Colour {
    RED,
    GREEN
  }

  public record Point(int x, double y) {}

  /** A record that changes what it is given. */
  public record Kelvin(double t) {
    public Kelvin {
      t += 273;
    }
  }

  /** A record that turns what it is given round. */
  public record Turned(List<Integer> all) {
    public Turned {
      List<Integer> turned = new ArrayList<>(all);
      Collections.reverse(turned);
      all = turned;
    }
  }

  /** A record that says something else than it was given. */
  public record Boast(int x) {
    @Override
    public int x() {
      return x + 1;
    }
  }

  /** A record that does not tell whether it has none. */
  public record Tags(@Nullable List<String> all) {
    @Override
    public List<String> all() {
      return all == null ? List.of() : all;
    }

    public boolean none() {
      return all == null;
    }
  }

  /** A record that tells what it holds in another order. */
  public record Draws(int[] numbers) {
    @Override
    public int[] numbers() {
      int[] sorted = numbers.clone();
      Arrays.sort(sorted);
      return sorted;
    }

    public int first() {
      return numbers[0];
    }
  }

  /** A record that does not tell what it holds. */
  public record Secret(String user, String word) {
    @Override
    public String word() {
      return "***";
    }
  }

  /** Constants with names of each other in JSON, and with a body. */
  public enum Operation {
    @SerializedName("TIMES")
    PLUS {
      @Override
      public String toString() {
        return "op1";
      }
    },
    TIMES
  }

  /** Writes a price in whole cents. */
  public static final class Cents extends TypeAdapter<Double> {
    @Override
    public void write(JsonWriter out, Double price) throws IOException {
      out.value(Math.round(price * 100));
    }

    @Override
    public Double read(JsonReader in) throws IOException {
      return in.nextLong() / 100.0;
    }
  }

  public record Price(@JsonAdapter(Cents.class) double price) {}

  /** Has its field's type from a class that extends it. */
  public static class Holder<T> {
    public T held;
  }

  public static final class HolderOfTimes extends Holder<List<Instant>> {}

  /** A record with a part that JSON has no form for. */
  public record Perhaps(@Nullable Optional<String> some) {}

  public record Line(Point from, Point to, @Nullable String label) {}

  public record Pair<A, B>(A first, B second) {}

  public record Chain(@Nullable Chain next) {}

  public record Range(int low, int high) {
    public Range {
      if (low > high) {
        throw new IllegalArgumentException("low must not be above high");
      }
    }
  }

  public interface Shape {}

  public record Circle(double radius) implements Shape {}

  public record Leg(int quantity, @Nullable Double rate, Colour colour) {}

  public record Book(String name, List<Leg> legs) {}

  /** Cannot be made of what it holds. */
  public record Fussy(int n) {
    public Fussy {
      if (n < 0) {
        throw new AssertionError("not now");
      }
      n = -n;
    }
  }

  /** No record, and extended. */
  public static class Animal {
    public int legs = 4;
  }

  public static final class Dog extends Animal {
    public String name = "Rex";
  }

  /** Cannot be made by a constructor. */
  public static final class Sealed {
    public final int a;
    public final String b;

    public Sealed(int a, String b) {
      this.a = a;
      this.b = b;
    }
  }

  public static final class Forgetful {
    public int kept = 1;
    public transient int forgotten = 2;
  }

  @Kernel
  public static int book(Book book) {
    return book.legs().size();
  }

  @Kernel
  public static @Nullable Chain end(Chain chain) {
    return chain.next();
  }

  @Kernel
  public static String sealedOrAnimal(@Nullable Sealed one, @Nullable Animal other) {
    return (one == null ? "none" : one.a + one.b) + " " + (other == null ? "none" : other.legs);
  }

  @Kernel
  public static double half(double value) {
    return value / 2;
  }

  @Kernel
  public static boolean all(List<Boolean> values) {
    return values.stream().allMatch(value -> value);
  }

  @Kernel
  public static String scalars(int i, byte b, boolean yes, char c) {
    return i + " " + b + " " + yes + " " + c;
  }

  @Kernel
  public static double reals(double d, Float f) {
    return d + f;
  }

  @Kernel
  public static String objects(String text, @Nullable Long number, Colour colour, LocalDate day) {
    return text + " " + number + " " + colour + " " + day;
  }

  @Kernel
  public static Operation operation(Operation operation) {
    return operation;
  }

  @Kernel
  public static double first(Pair<Double, Number> numbers) {
    return numbers.first();
  }

  @Kernel
  public static String year(Pair<Year, String> when) {
    return when.first() + when.second();
  }

  @Kernel
  public static double total(List<Double> numbers) {
    return numbers.stream().mapToDouble(x -> x).sum();
  }

  @Kernel
  public static String lists(List<Long> numbers, Map<Integer, String> names) {
    return numbers + " " + names;
  }

  @Kernel
  public static BigDecimal product(BigInteger whole, BigDecimal real) {
    return real.multiply(new BigDecimal(whole));
  }

  @Kernel
  public static int length(Range range) {
    return range.high() - range.low();
  }

  @Kernel
  public static void nothing() {}
}
