package dev.fanfare.memo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How large a memo may be. What is above a limit is removed, least recently used entries first, as joblib's
 * {@code reduce_size} does.
 *
 * @param maxBytes bytes of all entries in the store
 * @param maxEntries number of entries
 * @param maxAge time since the last use; null for no limit
 */
public record MemoLimits(
    long maxBytes, long maxEntries, @Nullable Duration maxAge) {

  /** No limits. */
  public static final MemoLimits NONE = new MemoLimits(Long.MAX_VALUE, Long.MAX_VALUE, null);

  public MemoLimits {
    requireNotNegative("maxBytes", maxBytes);
    requireNotNegative("maxEntries", maxEntries);
    if (maxAge != null && maxAge.isNegative()) {
      throw new IllegalArgumentException("maxAge must not be negative, got: " + maxAge);
    }
  }

  /** A builder that starts with {@link #NONE}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds limits. Not thread-safe. */
  public static final class Builder {

    private long maxBytes = NONE.maxBytes();
    private long maxEntries = NONE.maxEntries();
    private @Nullable Duration maxAge = NONE.maxAge();

    private Builder() {}

    /** Bytes of all entries in the store. */
    public Builder maxBytes(long bytes) {
      this.maxBytes = bytes;
      return this;
    }

    /** Number of entries. */
    public Builder maxEntries(long entries) {
      this.maxEntries = entries;
      return this;
    }

    /** Time since the last use. */
    public Builder maxAge(Duration age) {
      this.maxAge = age;
      return this;
    }

    /** The limits. */
    public MemoLimits build() {
      return new MemoLimits(maxBytes, maxEntries, maxAge);
    }
  }

  private static void requireNotNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must not be negative, got: " + value);
    }
  }

  private record Used(Instant lastUse, String key, long bytes) {
    static Used of(EntrySummary entry) {
      return new Used(entry.lastUse(), entry.key(), entry.bytes());
    }
  }

  private static final Comparator<Used> BY_USE =
      Comparator.comparing(Used::lastUse).thenComparing(Used::key);

  /** Matches the entries to remove so that the rest is within the limits; empty if none. */
  public Optional<Predicate<EntrySummary>> excess(Stream<EntrySummary> entries, Instant now) {
    List<Used> used = new ArrayList<>();
    entries.forEach(entry -> used.add(Used.of(entry)));
    used.sort(BY_USE);
    long count = used.size();
    long bytes = used.stream().mapToLong(Used::bytes).sum();
    Instant oldest = oldest(now);
    Used last = null;
    for (Used entry : used) {
      if (count <= maxEntries && bytes <= maxBytes && !entry.lastUse.isBefore(oldest)) {
        break;
      }
      count--;
      bytes -= entry.bytes;
      last = entry;
    }
    return upTo(last);
  }

  private Instant oldest(Instant now) {
    boolean never = maxAge == null || maxAge.compareTo(Duration.between(Instant.MIN, now)) > 0;
    return never ? Instant.MIN : now.minus(maxAge);
  }

  private static Optional<Predicate<EntrySummary>> upTo(@Nullable Used last) {
    return last == null
        ? Optional.empty()
        : Optional.of(entry -> BY_USE.compare(Used.of(entry), last) <= 0);
  }
}
