package dev.fanfare.cli;

import dev.fanfare.LambdaUse;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.backend.LambdaFunction;
import dev.fanfare.report.BilledFunction;
import dev.fanfare.report.Budget;
import dev.fanfare.report.Cost;
import dev.fanfare.report.Price;
import dev.fanfare.report.PriceList;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Describes what a run would do. Stateless. */
final class DryRun {

  private DryRun() {}

  /**
   * The description.
   *
   * @param invocations maximum number of invocations
   */
  static String text(
      String name,
      Backend backend,
      @Nullable Budget budget,
      long tasks,
      int workers,
      long invocations) {
    return backend instanceof LambdaBackend lambda
        ? ofLambda(lambda, budget, tasks, workers, invocations)
        : String.format(
            Locale.ROOT,
            """
            backend      %s, %s
            tasks        %d in at most %s
            on Lambda    %s
            nothing has run""",
            name,
            count(workers, "worker", "s"),
            tasks,
            count(invocations, "batch", "es"),
            ifOnLambda(invocations));
  }

  private static String count(long n, String noun, String plural) {
    return n + " " + noun + (n == 1 ? "" : plural);
  }

  // How long the tasks take is not known, so there is no estimate of the whole.
  private static String ifOnLambda(long invocations) {
    PriceList prices = PriceList.load();
    Cost cost = new Cost(prices, Cost.DEFAULT_REGION, /* arm= */ true);
    return prices
        .of(Cost.DEFAULT_REGION)
        .map(price ->
            cost.ofSecond(price) + " USD per second of a worker with one vCPU, and at most "
                + Cost.amount(price.usd(
                    new LambdaUse(invocations, 0, invocations, invocations), /* arm= */ true))
                + " USD for requests to Lambda and S3 (" + cost.place() + ")")
        .orElseGet(cost::unknown);
  }

  private static String ofLambda(
      LambdaBackend backend, @Nullable Budget budget, long tasks, int workers, long invocations) {
    LambdaFunction function = backend.function();
    return String.format(
        Locale.ROOT,
        """
        function     %s in %s: %d MB (%d vCPU), %s, bucket %s
        tasks        %d
        invocations  at most %d, %d at a time, not counting retries
        time limit   %s each; a task that takes longer is stopped and fails: %s
        cost         %s
        %snothing has run""",
        backend.functionNames(),
        backend.place(),
        function.memoryMb(),
        function.vcpus(),
        function.arm() ? "arm64" : "x86_64",
        function.bucket(),
        tasks,
        invocations,
        Math.min(invocations, workers),
        function.limit().seconds(),
        function.limit().advice(),
        cost(backend, function, invocations),
        budget == null ? "" : "budget       " + allowed(budget) + "\n");
  }

  private static String allowed(Budget budget) {
    return budget.maxUsd().toPlainString() + " USD: at most "
        + count(budget.attempts(), "invocation", "s") + " at a time, because each may cost up to "
        + Cost.amount(budget.most()) + " USD; more in all if they are shorter";
  }

  private static String cost(LambdaBackend backend, LambdaFunction function, long invocations) {
    if (function.onInstances()) {
      return "unknown: the function's instances are billed while they are there, not its time";
    }
    PriceList prices = PriceList.load();
    return prices
        .of(backend.region())
        .map(price -> most(price, backend.billed().orElseThrow(), invocations))
        .orElse(new Cost(prices, backend.region(), function.arm()).unknown());
  }

  private static String most(Price price, BilledFunction function, long invocations) {
    LambdaUse most = function.most(invocations);
    BigDecimal usd = price.usd(most, function.arm());
    return String.format(
        Locale.ROOT,
        "at most %s USD if each invocation runs to its time limit; %.7f USD per second of one",
        usd.setScale(2, RoundingMode.CEILING).toPlainString(),
        function.usdPerSecond(price));
  }
}
