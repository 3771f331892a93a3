package dev.fanfare.rows;

import dev.fanfare.kernel.Kernel;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Kernels for records of files. */
public final class RowKernels {

  private RowKernels() {}

  public enum Side {
    BUY,
    SELL
  }

  public record Quote(
      String symbol, double price, @Nullable Integer lot, boolean open, LocalDate day, Side side) {}

  @Kernel
  public static String quote(Quote quote) {
    return quote.toString();
  }

  @Kernel
  public static String text(Map<String, String> row) {
    return new TreeMap<>(row).toString();
  }

  @Kernel
  public static String any(Map<String, Object> row) {
    return new TreeMap<>(row).toString();
  }

  @Kernel
  public static long times(long a, int b) {
    return a * b;
  }

  @Kernel
  public static String name(String file) {
    return file;
  }

  @Kernel
  public static String content(byte[] file) {
    return new String(file, StandardCharsets.UTF_8);
  }

  @Kernel
  public static int nothing() {
    return 0;
  }

  @Kernel
  public static int total(Map<String, Integer> row) {
    return row.values().stream().mapToInt(Integer::intValue).sum();
  }
}
