package dev.fanfare.wire;

import dev.fanfare.kernel.Kernel;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Kernels whose parameters are of every sort, and the types that they take. */
public final class WireKernels {

  private WireKernels() {}

  public enum Colour {
    RED,
    GREEN
  }

  public record Point(int x, double y) {}

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
