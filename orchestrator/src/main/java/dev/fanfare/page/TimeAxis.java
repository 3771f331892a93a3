package dev.fanfare.page;

import dev.fanfare.report.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The time of a run, in microseconds from its first batch on. Its sessions follow one another without the pauses between them.
 * Not thread-safe.
 */
final class TimeAxis {

  private record Session(long begin, long end) {

    Session plus(Session other) {
      return new Session(Math.min(begin, other.begin), Math.max(end, other.end));
    }

    long micros() {
      return end - begin;
    }
  }

  private final SortedMap<Integer, Session> sessions = new TreeMap<>();

  /** Makes room for an attempt. */
  void add(Attempt attempt) {
    long begin = attempt.createdEpochMicros();
    long end = begin + Math.max(1, Math.max(attempt.answeredMicros(), attempt.settledMicros()));
    sessions.merge(attempt.session(), new Session(begin, end), Session::plus);
  }

  /** When that session's first batch was made. */
  long begin(int session) {
    return sessions.headMap(session).values().stream()
        .mapToLong(Session::micros)
        .sum();
  }

  /** When that session's last outcome had been passed on. */
  long end(int session) {
    Session known = sessions.get(session);
    return begin(session) + (known == null ? 0 : known.micros());
  }

  /** The place of a moment in that session, in microseconds since 1970. */
  long at(int session, long epochMicros) {
    Session known = sessions.get(session);
    return known == null ? 0 : begin(session) + epochMicros - known.begin;
  }

  /** How long all sessions took. */
  long length() {
    return sessions.values().stream().mapToLong(Session::micros).sum();
  }

  /** When the sessions after the first one began. */
  List<Long> seams() {
    List<Long> seams = new ArrayList<>();
    sessions.keySet().stream().skip(1).forEach(session -> seams.add(begin(session)));
    return seams;
  }
}
