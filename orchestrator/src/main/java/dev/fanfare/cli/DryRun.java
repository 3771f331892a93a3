package dev.fanfare.cli;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.backend.LambdaFunction;
import dev.fanfare.report.LambdaPrice;
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
    LambdaPrice price = new LambdaPrice(function.memoryMb(), function.arm());
    double longestMillis = (double) invocations * function.timeout().toMillis();
    return String.format(
        Locale.ROOT,
        """
        function     %s in %s: %d MB (%d vCPU), %s, bucket %s
        tasks        %d
        invocations  at most %d, %d at a time, not counting retries
        time limit   %d s each
        cost         at most %.2f USD if each invocation runs to its time limit; %.7f USD per second
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
        price.costUsd(invocations, longestMillis),
        price.perSecondUsd());
  }
}
