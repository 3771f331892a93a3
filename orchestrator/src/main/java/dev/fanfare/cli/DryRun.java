package dev.fanfare.cli;

import dev.fanfare.LambdaUse;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.backend.LambdaFunction;
import dev.fanfare.report.Cost;
import dev.fanfare.report.Price;
import dev.fanfare.report.PriceList;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Describes what a run would do. Stateless. */
final class DryRun {

  private DryRun() {}

  /**
   * The description.
   *
   * @param invocations maximum number of invocations
   */
  static String text(String name, Backend backend, long tasks, int workers, long invocations) {
    return backend instanceof LambdaBackend lambda
        ? ofLambda(lambda, tasks, workers, invocations)
        : String.format(
            Locale.ROOT,
            """
            backend      %s, %s
            tasks        %d in at most %s
            nothing has run""",
            name,
            count(workers, "worker", "s"),
            tasks,
            count(invocations, "batch", "es"));
  }

  private static String count(long n, String noun, String plural) {
    return n + " " + noun + (n == 1 ? "" : plural);
  }

  private static String ofLambda(LambdaBackend backend, long tasks, int workers, long invocations) {
    LambdaFunction function = backend.function();
    return String.format(
        Locale.ROOT,
        """
        function     %s in %s: %d MB (%d vCPU), %s, bucket %s
        tasks        %d
        invocations  at most %d, %d at a time, not counting retries
        time limit   %d s each
        cost         %s
        nothing has run""",
        function.name(),
        backend.place(),
        function.memoryMb(),
        function.vcpus(),
        function.arm() ? "arm64" : "x86_64",
        function.bucket(),
        tasks,
        invocations,
        workers,
        function.timeout().toSeconds(),
        cost(backend, function, invocations));
  }

  private static String cost(LambdaBackend backend, LambdaFunction function, long invocations) {
    PriceList prices = PriceList.load();
    return prices
        .of(backend.region())
        .map(price -> most(price, function, invocations))
        .orElse(new Cost(prices, backend.region(), function.arm()).unknown());
  }

  private static String most(Price price, LambdaFunction function, long invocations) {
    double memoryGb = function.memoryMb() / 1024.0;
    double gbSeconds = invocations * (double) function.timeout().toSeconds() * memoryGb;
    LambdaUse most = new LambdaUse(invocations, gbSeconds, invocations, invocations);
    BigDecimal usd = price.lambdaUsd(most, function.arm()).add(price.s3Usd(most));
    BigDecimal perSecond = price.perGbSecond(function.arm()).multiply(new BigDecimal(memoryGb));
    return String.format(
        Locale.ROOT,
        "at most %s USD if each invocation runs to its time limit; %.7f USD per second of one",
        usd.setScale(2, RoundingMode.CEILING).toPlainString(),
        perSecond);
  }
}
