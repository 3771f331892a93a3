package dev.fanfare.cli;

import dev.fanfare.Completion;
import dev.fanfare.ElapsedReport;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option that ends a run early, with GNU Parallel's words. */
final class Halt {

  @Option(
      names = "--halt",
      paramLabel = "WHEN,fail=N[%]",
      description =
          "End the run when N tasks, or N %% of all tasks, have failed. now: cancel running "
              + "tasks; soon: let them finish, but start no more. Tasks without an outcome can be "
              + "resumed. Default: never.",
      converter = Rule.Reader.class)
  private @Nullable Rule rule;

  /**
   * When to end a run.
   *
   * @param soon whether running tasks finish
   * @param failures how many failed tasks it takes, or what percentage of all tasks
   */
  private record Rule(boolean soon, BigDecimal failures, boolean percent) {

    private static final Pattern FORM =
        Pattern.compile("(now|soon),fail=(?:([1-9]\\d{0,17})|(\\d{1,3}(?:\\.\\d{1,9})?)%)");

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** Parses a rule. */
    private static final class Reader implements ITypeConverter<@Nullable Rule> {

      @Override
      public @Nullable Rule convert(String text) {
        if (text.equals("never")) {
          return null;
        }
        Matcher form = FORM.matcher(text);
        if (form.matches()) {
          boolean percent = form.group(2) == null;
          BigDecimal failures = new BigDecimal(form.group(percent ? 3 : 2));
          if (!percent || (failures.signum() > 0 && failures.compareTo(HUNDRED) <= 0)) {
            return new Rule(form.group(1).equals("soon"), failures, percent);
          }
        }
        throw new TypeConversionException(
            "must be never, or now or soon with a number or a percentage of failed tasks, "
                + "such as now,fail=1 or soon,fail=10%, got: " + text);
      }
    }

    /** The number of failed tasks that ends a run of so many tasks. */
    long failures(long tasks) {
      BigDecimal count = percent
          ? failures.multiply(BigDecimal.valueOf(tasks)).divide(HUNDRED, 0, RoundingMode.CEILING)
          : failures;
      return Math.max(1, count.longValueExact());
    }
  }

  /** Whether the rule depends on the number of tasks. */
  boolean needsNumberOfTasks() {
    return rule != null && rule.percent;
  }

  /** When a run of so many tasks ends. */
  Completion completion(long tasks) {
    if (rule == null) {
      return Completion.allCompleted();
    }
    Completion now = Completion.toleratedFailureCount(rule.failures(tasks) - 1);
    return rule.soon ? now.haltSoon() : now;
  }

  /**
   * How a run ended that was halted.
   *
   * @param failed failed tasks of all its sessions
   * @param done tasks of all its sessions that have an outcome
   */
  static String told(long failed, long done, String ofTasks) {
    return "halted: " + failed + (failed == 1 ? " task has" : " tasks have") + " failed, " + done
        + ofTasks + (done == 1 ? " has" : " have") + " an outcome";
  }

  /** {@link #told(long, long, String)} for a run with one session. */
  static String told(ElapsedReport report, String ofTasks) {
    return told(report.failed(), report.tasks(), ofTasks);
  }
}
