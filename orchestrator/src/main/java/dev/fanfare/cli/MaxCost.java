package dev.fanfare.cli;

import dev.fanfare.LambdaUse;
import dev.fanfare.Options;
import dev.fanfare.backend.Backend;
import dev.fanfare.report.Budget;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option for the budget of a run. */
final class MaxCost {

  @Option(
      names = "--max-cost",
      paramLabel = "USD",
      description =
          "Most that the whole run may cost on lambda, earlier sessions included. Stops before an "
              + "invocation that could exceed it, if that invocation ran to its time limit; "
              + "the run can then be resumed. Covers invocations and their requests to S3, not the "
              + "record of the run or storage. Default: no limit.",
      converter = Amount.class)
  private @Nullable BigDecimal usd;

  /** Parses an amount. */
  private static final class Amount implements ITypeConverter<BigDecimal> {

    @Override
    public BigDecimal convert(String text) {
      try {
        BigDecimal usd = new BigDecimal(text);
        if (Options.isAmount(usd)) {
          return usd;
        }
      } catch (NumberFormatException e) {
        // Refused below.
      }
      throw new TypeConversionException(Options.AMOUNT + ", such as 2.50, got: " + text);
    }
  }

  /** The amount; null if none is given. */
  @Nullable
  BigDecimal usd() {
    return usd;
  }

  /**
   * The budget; null if none is given.
   *
   * @throws IllegalArgumentException if a run on that backend cannot be held to it
   */
  @Nullable
  Budget budget(String name, Backend backend) {
    return usd == null ? null : Budget.of(usd, name, backend.billed());
  }

  /** The option as it was given, for a hint; empty if it was not. */
  String option() {
    return usd == null ? "" : " --max-cost " + usd.toPlainString();
  }

  /**
   * How a run ended that has spent its budget.
   *
   * @param used what all its sessions have used
   * @param howToGoOn the command that resumes it, without this option
   */
  static String spent(Budget budget, LambdaUse used, long done, long tasks, String howToGoOn) {
    BigDecimal twice = budget.maxUsd().add(budget.maxUsd());
    return String.format(
        Locale.ROOT,
        "budget spent: %s, %,d of %,d tasks are done%n%s --max-cost %s",
        budget.text(used),
        done,
        tasks,
        howToGoOn,
        twice.toPlainString());
  }
}
