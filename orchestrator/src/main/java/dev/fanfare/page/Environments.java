package dev.fanfare.page;

import dev.fanfare.report.Attempt;
import dev.fanfare.report.TaskTimes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a run: when they were there, and how far their clocks are off. Memory grows with the number of workers, not
 * with that of tasks. Not thread-safe.
 */
final class Environments {

  /** What is known of one worker. Its clock's error is bounded by what its attempts' own times allow, in microseconds. */
  static final class Environment {
    private final String name;
    private int threads;
    private long begin = Long.MAX_VALUE;
    private int firstSession;
    private long end = Long.MIN_VALUE;
    private int lastSession;
    private boolean lost;
    private long leastShift = Long.MIN_VALUE;
    private long mostShift = Long.MAX_VALUE;

    private Environment(String name) {
      this.name = name;
    }

    private void add(Attempt attempt) {
      threads = Math.max(threads, attempt.workerThreads());
      long sent = attempt.createdEpochMicros() + attempt.throttledMicros();
      if (sent < begin) {
        begin = sent;
        firstSession = attempt.session();
      }
      long answered = attempt.createdEpochMicros() + attempt.answeredMicros();
      if (answered > end) {
        end = answered;
        lastSession = attempt.session();
        lost = attempt.lost();
      }
      bound(attempt);
    }

    // Tasks ran after their batch was sent and before its answer came.
    private void bound(Attempt attempt) {
      TaskTimes tasks = attempt.tasks();
      long answer = attempt.answeredMicros() - attempt.fetchedMicros();
      for (int i = 0; i < tasks.size(); i++) {
        long start = tasks.startMicros()[i];
        leastShift = Math.max(leastShift, attempt.throttledMicros() - start);
        mostShift = Math.min(mostShift, answer - start - tasks.wallNanos()[i] / 1_000);
      }
    }

    String name() {
      return name;
    }

    /** When it got its first batch. */
    long begin(TimeAxis axis) {
      return axis.at(firstSession, begin);
    }

    /** Until when it was there: the end of its last session, or of its last attempt if that was lost. */
    long end(TimeAxis axis) {
      return lost ? axis.at(lastSession, end) : axis.end(lastSession);
    }

    /** How many tasks it can run at once. */
    int threads() {
      return Math.max(1, threads);
    }

    /** Whether it ran a task that was returned. */
    boolean ran() {
      return leastShift != Long.MIN_VALUE;
    }

    /** The smallest shift of its clock that puts its tasks inside the bounds; the middle if no shift does. */
    long shift() {
      if (!ran()) {
        return 0;
      }
      return consistent()
          ? Math.max(leastShift, Math.min(0, mostShift))
          : leastShift + (mostShift - leastShift) / 2;
    }

    /** Whether one shift fits all its tasks. */
    boolean consistent() {
      return leastShift <= mostShift;
    }

    /** How much earlier or later its tasks may have been. */
    long uncertainty() {
      return ran() ? Math.max(Math.abs(mostShift - shift()), Math.abs(shift() - leastShift)) : 0;
    }
  }

  private final Map<String, Environment> all = new HashMap<>();

  /** Records an attempt. */
  void add(Attempt attempt) {
    if (!attempt.worker().isEmpty()) {
      all.computeIfAbsent(attempt.worker(), Environment::new).add(attempt);
    }
  }

  /** The attempt's worker; null if that is not known. */
  @Nullable
  Environment of(Attempt attempt) {
    return all.get(attempt.worker());
  }

  /** All workers in the order in which they got their first batch. */
  List<Environment> inOrder() {
    List<Environment> sorted = new ArrayList<>(all.values());
    sorted.sort(
        Comparator.comparingLong((Environment one) -> one.begin).thenComparing(one -> one.name));
    return sorted;
  }

  /** Places an attempt on the axis. */
  PlacedAttempt placed(Attempt attempt, TimeAxis axis) {
    Environment worker = of(attempt);
    long created = axis.at(attempt.session(), attempt.createdEpochMicros());
    return new PlacedAttempt(attempt, created, worker == null ? 0 : worker.shift());
  }
}
