package dev.fanfare.memo;

import dev.fanfare.wire.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Entries for tests. */
final class Entries {

  static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

  private Entries() {}

  static String key(int n) {
    return HexFormat.of().formatHex(Sha256.of(("task " + n).getBytes(StandardCharsets.UTF_8)));
  }

  static Entry entry(int n) {
    return entry(n, Integer.toString(n * 7));
  }

  static Entry entry(int n, String value) {
    return new Entry(
        key(n),
        "com.acme.Risk::price",
        "{\"kernel\":\"com.acme.Risk::price\",\"args\":[" + n + ",\"grün\"]}",
        value,
        key(-1),
        1_000_000L + n,
        START.plusSeconds(n));
  }

  static Entry of(int n, String kernel, String code) {
    Entry entry = entry(n);
    return new Entry(
        entry.key(), kernel, entry.task(), entry.value(), code, entry.wallNanos(), entry.created());
  }

  static List<Entry> range(int from, int to) {
    return IntStream.range(from, to).mapToObj(Entries::entry).toList();
  }

  /** A clock that a test sets. */
  static final class Time extends Clock {
    private final AtomicLong seconds = new AtomicLong();

    void pass(Duration time) {
      seconds.addAndGet(time.toSeconds());
    }

    @Override
    public Instant instant() {
      return START.plusSeconds(seconds.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
