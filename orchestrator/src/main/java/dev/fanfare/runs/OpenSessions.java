package dev.fanfare.runs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions that this process has started and not ended; more reliable than any record.
 * Thread-safe.
 */
final class OpenSessions {

  // Counted, because two threads that try for one session at the same time both hold it until one
  // gives up.
  private final Map<String, Integer> open = new ConcurrentHashMap<>();

  void add(String session) {
    open.merge(session, 1, Integer::sum);
  }

  void remove(String session) {
    open.computeIfPresent(session, (key, holders) -> holders == 1 ? null : holders - 1);
  }

  boolean contains(String session) {
    return open.containsKey(session);
  }
}
