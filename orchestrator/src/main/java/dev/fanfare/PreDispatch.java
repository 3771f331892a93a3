package dev.fanfare;

import java.util.OptionalLong;

/**
 * How many tasks are dispatched before the first one completes. After that, each completed batch
 * triggers the next one. Immutable, thread-safe.
 *
 * <p>Follows joblib 1.6 {@code pre_dispatch}: "all", a number, or an arithmetic expression of
 * {@code n_jobs}. It counts tasks, not batches. An amount of 0, for which joblib silently computes
 * nothing, is refused.
 */
public sealed interface PreDispatch {

  /** The whole input at once. */
  PreDispatch ALL = new All();

  /** joblib's default, {@code 2 * n_jobs}. */
  PreDispatch DEFAULT = new Expression("2 * n_jobs");

  /** The text that {@link #parse} accepts. */
  String text();

  /**
   * The number of tasks for {@code nJobs} workers, at least 1; empty means all.
   *
   * @throws IllegalArgumentException if the expression has no value for these workers, or gives
   *     less than 1 task
   */
  OptionalLong amount(int nJobs);

  /**
   * That many tasks, for any number of workers.
   *
   * @throws IllegalArgumentException if {@code tasks} is less than 1
   */
  static PreDispatch of(long tasks) {
    return new Tasks(tasks);
  }

  /**
   * "all", or an expression such as {@code "1.5 * n_jobs"}, whose value is truncated; {@code nJobs}
   * may stand for {@code n_jobs}.
   *
   * @throws IllegalArgumentException if it is not an expression, or gives less than 1 task for any
   *     number of workers
   */
  static PreDispatch parse(String text) {
    return text.equals("all") ? ALL : new Expression(text);
  }

  /** Everything. */
  record All() implements PreDispatch {
    @Override
    public String text() {
      return "all";
    }

    @Override
    public OptionalLong amount(int nJobs) {
      return OptionalLong.empty();
    }
  }

  /** A number of tasks. */
  record Tasks(long tasks) implements PreDispatch {
    public Tasks {
      if (tasks < 1) {
        throw new IllegalArgumentException("preDispatch must be at least 1 task, got: " + tasks);
      }
    }

    @Override
    public String text() {
      return Long.toString(tasks);
    }

    @Override
    public OptionalLong amount(int nJobs) {
      return OptionalLong.of(tasks);
    }
  }

  /** An arithmetic expression in which {@code n_jobs} or {@code nJobs} is the number of workers. */
  record Expression(String text) implements PreDispatch {
    public Expression {
      try {
        check(text);
      } catch (Arithmetic.UnsupportedException e) {
        throw new IllegalArgumentException(
            "preDispatch must be a number, 'all', or an expression such as 2 * n_jobs, got: "
                + text,
            e);
      }
    }

    private static void check(String text) {
      Arithmetic anyJobs = Arithmetic.parse(substituted(text, 1));
      // Without n_jobs, the value is known now. With it, 1 job can be invalid while 2 are valid:
      // n_jobs - 1.
      if (text.equals(substituted(text, 1))) {
        tasks(text, anyJobs.value(), "");
      }
    }

    @Override
    public OptionalLong amount(int nJobs) {
      double value = Arithmetic.parse(substituted(text, nJobs)).value();
      return OptionalLong.of(tasks(text, value, " with nJobs = " + nJobs));
    }

    private static String substituted(String text, int nJobs) {
      String number = Integer.toString(nJobs);
      return text.replace("n_jobs", number).replace("nJobs", number);
    }

    private static long tasks(String text, double value, String circumstance) {
      long tasks = (long) value;
      if (tasks < 1) {
        throw new IllegalArgumentException("preDispatch must come to at least 1 task, got: " + tasks
            + " from '" + text + "'" + circumstance);
      }
      return tasks;
    }
  }
}
