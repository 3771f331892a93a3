package dev.fanfare.report;

import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.wire.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Prices by region, from a file: Fanfare's own, or one that {@value #VARIABLE} names. Immutable.
 *
 * @param source where the prices are from
 * @param date as of when, such as {@code 2026-11}
 * @param regions at most one price each
 */
public record PriceList(String source, String date, List<Price> regions) {

  /** The environment variable that names another file. */
  public static final String VARIABLE = "FANFARE_PRICES";

  private static final String FILE = "prices.json";

  public PriceList {
    if (source == null || date == null) {
      throw new IllegalArgumentException("source and date must be given");
    }
    regions = checked(regions);
  }

  private static List<Price> checked(@Nullable List<@Nullable Price> regions) {
    if (regions == null || regions.contains(null)) {
      throw new IllegalArgumentException("regions must be a list of prices, got: " + regions);
    }
    List<Price> all = List.copyOf(regions);
    if (all.stream().map(Price::region).distinct().count() < all.size()) {
      throw new IllegalArgumentException("regions must have one price each, got: " + all);
    }
    return all;
  }

  /**
   * The list to go by.
   *
   * @throws IllegalArgumentException if the user's own file cannot be read
   */
  public static PriceList load() {
    return load(System.getenv(VARIABLE));
  }

  static PriceList load(@Nullable String file) {
    return file == null || file.isEmpty() ? standard() : read(Path.of(file));
  }

  private static PriceList standard() {
    try (InputStream in = Objects.requireNonNull(PriceList.class.getResourceAsStream(FILE))) {
      return Codec.readValue(in.readAllBytes(), PriceList.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PriceList read(Path file) {
    try {
      return Codec.readValue(Files.readAllBytes(file), PriceList.class);
    } catch (NoSuchFileException e) {
      throw refused(file, "no such file", e);
    } catch (IOException | MalformedMessageException e) {
      throw refused(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static IllegalArgumentException refused(Path file, String why, Exception cause) {
    return new IllegalArgumentException(
        VARIABLE + " must name a list of prices like Fanfare's own " + FILE + ", got: " + file
            + " (" + why + ")",
        cause);
  }

  /** What to tell if it does not have that region. */
  String missing(String region) {
    return "no price for " + region + " in the list of " + date + "; " + VARIABLE
        + " can name another list";
  }

  /** The prices of that region; empty if the list does not have it. */
  public Optional<Price> of(String region) {
    return regions.stream().filter(price -> price.region().equals(region)).findFirst();
  }
}
