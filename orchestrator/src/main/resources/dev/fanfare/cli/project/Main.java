package com.example.{{package}};

import static dev.fanfare.kernel.Delayed.delayed;

import dev.fanfare.parallel.Parallel;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Prices calls at several strikes, in worker processes on this machine. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    List<Option> options = Stream.of(80, 90, 100, 110, 120)
        .map(strike -> new Option(100, strike, 0.05, 0.2, 1))
        .toList();
    try (Parallel parallel = Parallel.builder().nJobs(-1).build()) {
      List<Quote> quotes = parallel.call(
          options.stream().map(option -> delayed(Pricing::price, option, 1_000_000L, 1L)));
      for (int i = 0; i < quotes.size(); i++) {
        System.out.printf(
            Locale.ROOT, "strike %.0f: %.2f%n", options.get(i).strike(), quotes.get(i).value());
      }
    }
  }
}
