package dev.fanfare.report;

import dev.fanfare.Outcome;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.wire.Codec;
import java.util.Locale;

/**
 * A log with a line for each task, with the columns of GNU Parallel's {@code --joblog} (GNU Parallel manual, option
 * {@code --joblog}), separated by tabs. {@code Send}, {@code Receive} and {@code Signal} are always 0, and {@code Exitval} is
 * 0 or 1. The command is the task as a line of a job list.
 */
public final class JobLog {

  /** The first line. */
  public static final String HEADING =
      "Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand";

  /** How GNU Parallel names this machine. */
  public static final String THIS_MACHINE = ":";

  private JobLog() {}

  /**
   * The line of a task. Times in seconds.
   *
   * @param host where it ran
   */
  public static String line(Outcome<?> outcome, String host) {
    return String.format(
        Locale.ROOT,
        "%d\t%s\t%13.3f\t%10.3f\t0\t0\t%d\t0\t%s",
        outcome.index() + 1,
        host,
        outcome.timing().startEpochMicros() / 1e6,
        outcome.timing().wallNanos() / 1e9,
        outcome.succeeded() ? 0 : 1,
        VisibleText.of(command(outcome.task())));
  }

  private static String command(Delayed<?> task) {
    try {
      return Codec.writeJob(task);
    } catch (FanfareException e) {
      // It can run only in this JVM, or its kernel is not known here.
      return task.toString().replaceAll("\\s", " ");
    }
  }
}
