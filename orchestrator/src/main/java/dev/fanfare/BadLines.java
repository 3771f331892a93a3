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

  /** More of them mean that the file is another one, so the check ends. */
  static final int MOST = 10;

  private final List<JobListException> found = new ArrayList<>();

  /**
   * Adds one.
   *
   * @throws JobListException if there are so many that the rest need not be checked
   */
  public void add(JobListException bad) {
    found.add(bad);
    if (found.size() == MOST) {
      throw all("\nThe check ended after " + MOST + " bad lines; there may be more.");
    }
  }

  /** @throws JobListException if there are any */
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
