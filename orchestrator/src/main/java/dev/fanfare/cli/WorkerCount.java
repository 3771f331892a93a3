package dev.fanfare.cli;

import dev.fanfare.backend.Backend;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many workers the user asks for: joblib's number, or GNU Parallel's relation to what there is.
 *
 * @param amount a number of workers, a percentage, or workers in addition; joblib's -1, -2 ... for a number
 */
record WorkerCount(int amount, Unit unit) {

  /** What -1 stands for. */
  static final WorkerCount ALL = new WorkerCount(-1, Unit.WORKERS);

  private static final Pattern FORM = Pattern.compile("(\\+?)(-?\\d{1,9})(%?)");

  /** What an amount counts. */
  enum Unit {
    WORKERS,
    PERCENT,
    ADDITIONAL
  }

  /**
   * Parses {@code 4}, {@code -1}, {@code 50%} or {@code +2}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  static WorkerCount parse(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      int amount = Integer.parseInt(form.group(2));
      boolean more = !form.group(1).isEmpty();
      boolean percent = !form.group(3).isEmpty();
      if (!more && !percent && amount != 0) {
        return new WorkerCount(amount, Unit.WORKERS);
      }
      if (more != percent && amount > 0) {
        return new WorkerCount(amount, percent ? Unit.PERCENT : Unit.ADDITIONAL);
      }
    }
    throw new IllegalArgumentException(
        "must be a number of workers such as 4, -1 for one per processor, "
            + "50% of the processors or +2 for two more than processors, got: " + text);
  }

  /**
   * The number for {@code nJobs}.
   *
   * @param backend supplies the backend, which knows how many workers -1 stands for
   */
  int on(Supplier<Backend> backend) {
    if (unit == Unit.WORKERS) {
      return amount;
    }
    long all = backend.get().workersFor(-1);
    long count = unit == Unit.PERCENT ? Math.round(all * amount / 100.0) : all + amount;
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, count));
  }

  /** Whether it depends on what there is. */
  boolean isRelative() {
    return unit != Unit.WORKERS || amount < 0;
  }

  /** As it was asked for. */
  @Override
  public String toString() {
    return (unit == Unit.ADDITIONAL ? "+" : "") + amount + (unit == Unit.PERCENT ? "%" : "");
  }
}
