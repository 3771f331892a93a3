package dev.fanfare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a job list that cannot be used, collected while it is checked, so that a user can correct several at
 * once. Not thread-safe.
 */
public final class BadLines {

  /** A file with that many is probably no job list, so the rest is not checked. */
  private static final int MOST = 10;

  private final int most;
  private final List<JobListException> found = new ArrayList<>();

  private BadLines(int most) {
    this.most = most;
  }

  /** Collects the first ten. */
  public static BadLines firstTen() {
    return new BadLines(MOST);
  }

  /** Ends the check with the first one. For input that may take long to come. */
  static BadLines first() {
    return new BadLines(1);
  }

  /**
   * Adds one.
   *
   * @throws JobListException if there are so many that the rest need not be checked
   */
  public void add(JobListException bad) {
    found.add(bad);
    if (found.size() == most) {
      throw all(
          most == 1 ? "" : "\nThe check ended after " + most + " bad lines; there may be more.");
    }
  }

  /**
   * Ends the check.
   *
   * @throws JobListException if there are any
   */
  public void requireNone() {
    if (!found.isEmpty()) {
      throw all("");
    }
  }

  private JobListException all(String end) {
    String messages =
        found.stream().map(JobListException::getMessage).collect(Collectors.joining("\n"));
    JobListException first = found.get(0);
    @Nullable Throwable cause = first.getCause();
    return new JobListException(messages + end, first.line(), cause);
  }
}
