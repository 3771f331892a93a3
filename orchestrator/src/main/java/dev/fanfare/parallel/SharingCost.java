package dev.fanfare.parallel;

import dev.fanfare.backend.Backend;
import dev.fanfare.report.BilledFunction;
import dev.fanfare.report.Cost;
import dev.fanfare.report.PriceList;
import dev.fanfare.wire.SharedArgument;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** Warns once about a shared array that is slow to reach each Lambda environment. Thread-safe. */
final class SharingCost {

  /** Smaller arrays arrive within a few seconds. */
  static final long LARGE_BYTES = 200_000_000;

  /** What an environment's network carries, as measured: 400 to 700 Mbit/s. */
  private static final double SLOW_BYTES_PER_SECOND = 400e6 / 8;

  private static final double FAST_BYTES_PER_SECOND = 700e6 / 8;

  private final Backend backend;
  private final AtomicBoolean warned = new AtomicBoolean();

  SharingCost(Backend backend) {
    this.backend = backend;
  }

  /** Warns if the value is a large array that other processes need. */
  void warn(Object value) {
    long bytes = SharedArgument.arrayBytes(value);
    boolean here = backend.traits().sharesMemory();
    if (bytes > LARGE_BYTES && !here && warned.compareAndSet(false, true)) {
      Console.STANDARD_ERROR.accept(text(bytes));
    }
  }

  private String text(long bytes) {
    String size = String.format(Locale.ROOT, "sharing %.0f MB: ", bytes / 1e6);
    double least = bytes / FAST_BYTES_PER_SECOND;
    double most = bytes / SLOW_BYTES_PER_SECOND;
    String time = String.format(Locale.ROOT, "about %.0f to %.0f s", least, most);
    return backend
        .billed()
        .map(function -> size + "each environment of " + function.name() + " downloads it once, "
            + time + cost(function, least, most))
        .orElse(size + "workers of this machine map one file; on Lambda, each environment would"
            + " download it once, " + time);
  }

  private static String cost(BilledFunction function, double least, double most) {
    PriceList prices = PriceList.load();
    return prices
        .of(function.region())
        .filter(price -> !function.onInstances())
        .map(price -> {
          BigDecimal second = function.usdPerSecond(price);
          return ", which costs " + Cost.amount(second.multiply(BigDecimal.valueOf(least))) + " to "
              + Cost.amount(second.multiply(BigDecimal.valueOf(most))) + " USD ("
              + new Cost(prices, function.region(), function.arm()).place() + ")";
        })
        .orElse("");
  }
}
