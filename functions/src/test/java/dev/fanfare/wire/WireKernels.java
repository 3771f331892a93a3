package dev.fanfare.wire;

import dev.fanfare.kernel.Kernel;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
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

  /** A record that says something else than it was given. */
  public record Boast(int x) {
    @Override
    public int x() {
      return x + 1;
    }
  }

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

  /** Does not tell what it is made of. */
  public record Fussy(int n) {
    public int n() {
      throw new AssertionError("not now");
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
