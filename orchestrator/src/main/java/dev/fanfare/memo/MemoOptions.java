package dev.fanfare.memo;

import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a memo decides which calls are the same, and what it keeps. Immutable.
 *
 * @param code how the code of a kernel counts
 * @param limits what it keeps at the end of a run
 * @param expiresAfter how long a value is valid after it was computed; null: for ever (joblib's {@code
 *     expires_after})
 * @param valid whether a remembered value may be used (joblib's {@code cache_validation_callback}); an exception
 *     from it ends the run. Called by the thread that reads the job list
 */
public record MemoOptions(
    CodePolicy code, MemoLimits limits, @Nullable Duration expiresAfter, Predicate<Entry> valid) {

  private static final MemoOptions DEFAULT = builder().build();

  public MemoOptions {
    if (expiresAfter != null && (expiresAfter.isNegative() || expiresAfter.isZero())) {
      throw new IllegalArgumentException("expiresAfter must be positive, got: " + expiresAfter);
    }
  }

  /** Tracked code, no limits, values valid for ever. */
  public static MemoOptions of() {
    return DEFAULT;
  }

  /** A builder that starts with {@link #of()}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds options. Not thread-safe. */
  public static final class Builder {

    private CodePolicy code = CodePolicy.TRACKED;
    private MemoLimits limits = MemoLimits.NONE;
    private @Nullable Duration expiresAfter;
    private Predicate<Entry> valid = entry -> true;

    private Builder() {}

    /** How the code of a kernel counts. */
    public Builder code(CodePolicy policy) {
      this.code = policy;
      return this;
    }

    /** What is kept at the end of a run. */
    public Builder limits(MemoLimits limits) {
      this.limits = limits;
      return this;
    }

    /** How long a value is valid after it was computed. */
    public Builder expiresAfter(Duration duration) {
      this.expiresAfter = duration;
      return this;
    }

    /** Whether a remembered value may be used. */
    public Builder valid(Predicate<Entry> valid) {
      this.valid = valid;
      return this;
    }

    /** The options. */
    public MemoOptions build() {
      return new MemoOptions(code, limits, expiresAfter, valid);
    }
  }
}
