package dev.fanfare.rows;

import java.util.Locale;
import java.util.Optional;

/** The format of a file with one record per task. */
public enum RowFormat {
  /** Comma-separated values as in RFC 4180, with a header line. */
  CSV,
  /** One JSON object per line. */
  JSONL;

  /**
   * The format with that name: {@code csv} or {@code jsonl}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RowFormat named(String name) {
    return switch (name) {
      case "csv" -> CSV;
      case "jsonl" -> JSONL;
      default -> throw new IllegalArgumentException("a format must be csv or jsonl, got: " + name);
    };
  }

  /** The format by the extension of a file's name; {@code .gz} behind it does not count. */
  static Optional<RowFormat> byExtension(String file) {
    String name = file.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    if (name.endsWith(".csv")) {
      return Optional.of(CSV);
    }
    return name.endsWith(".jsonl") || name.endsWith(".ndjson")
        ? Optional.of(JSONL)
        : Optional.empty();
  }
}
