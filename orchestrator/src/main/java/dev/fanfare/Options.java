package dev.fanfare;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.wire.Conditions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How a run goes about its tasks, with joblib's names: what its caller set, and the defaults for the
 * rest. Immutable.
 *
 * @param nJobs workers as asked for; -1 is one for each processor, -2 all but one
 * @param batchSize tasks that travel together
 * @param preDispatch tasks that are dispatched ahead
 * @param verbose 0 is silent
 * @param timeout how long a task may run in its worker; null: no limit
 * @param deadline how long the run may take; null: no limit
 * @param completion how many failures the run tolerates
 * @param retries which failed tasks run again
 * @param initializer runs once in each worker before any task; null: nothing
 * @param maxCostUsd what the run may cost on Lambda, in USD; null: no limit
 * @param seed the base of the tasks' own seeds
 */
public record Options(
    int nJobs,
    BatchSize batchSize,
    PreDispatch preDispatch,
    int verbose,
    @Nullable Duration timeout,
    @Nullable Duration deadline,
    Completion completion,
    TaskRetries retries,
    @Nullable Delayed<?> initializer,
    @Nullable BigDecimal maxCostUsd,
    long seed) {

  /** What a {@code long} holds in nanoseconds, some 292 years. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private static final int MOST_DIGITS = 12;

  /** What {@link #maxCostUsd} must be, for messages. */
  public static final String AMOUNT = "must be a positive amount in USD with at most " + MOST_DIGITS
      + " digits before the point and as many after it";

  public Options {
    requireJobs(nJobs);
    requireVerbose(verbose);
    timeout = countable("timeout", timeout);
    deadline = countable("deadline", deadline);
    requireAmount(maxCostUsd);
  }

  private static void requireAmount(@Nullable BigDecimal usd) {
    if (usd != null && !isAmount(usd)) {
      throw new IllegalArgumentException("maxCostUsd " + AMOUNT + ", got: " + usd);
    }
  }

  /** Whether that can be {@link #maxCostUsd}. */
  public static boolean isAmount(BigDecimal usd) {
    long before = (long) usd.precision() - usd.scale();
    return usd.signum() > 0 && usd.scale() <= MOST_DIGITS && before <= MOST_DIGITS;
  }

  private static void requireJobs(int nJobs) {
    if (nJobs == 0) {
      throw new IllegalArgumentException("nJobs == 0 in Parallel has no meaning");
    }
  }

  private static void requireVerbose(int verbose) {
    if (verbose < 0) {
      throw new IllegalArgumentException("verbose must be 0 or more, got: " + verbose);
    }
  }

  private static @Nullable Duration countable(String name, @Nullable Duration duration) {
    if (duration != null && (duration.isZero() || duration.isNegative())) {
      throw new IllegalArgumentException(name + " must be positive, got: " + duration);
    }
    return duration == null || duration.compareTo(LONGEST) < 0 ? duration : LONGEST;
  }

  /** The defaults: one worker, automatic batches, joblib's pre-dispatch, a seed of its own. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder with these options. */
  public Builder toBuilder() {
    return new Builder()
        .nJobs(nJobs)
        .batchSize(batchSize)
        .preDispatch(preDispatch)
        .verbose(verbose)
        .timeout(timeout)
        .deadline(deadline)
        .completion(completion)
        .retries(retries)
        .initializer(initializer)
        .maxCostUsd(maxCostUsd)
        .seed(seed);
  }

  /** The timeout in milliseconds, at least 1; 0 for none. */
  public long timeoutMillis() {
    return timeout == null ? 0 : Math.max(1, timeout.toMillis());
  }

  /** What the worker needs to know, for tasks that are inside of so many parallel calls. */
  public Conditions conditions(int level) {
    return new Conditions(level, seed, timeoutMillis(), initializer);
  }

  /** Collects options. Each method throws {@link IllegalArgumentException} if its value has no meaning. Not thread-safe. */
  public static final class Builder {

    private @Nullable Integer nJobs;
    private BatchSize batchSize = BatchSize.AUTO;
    private PreDispatch preDispatch = PreDispatch.DEFAULT;
    private @Nullable Integer verbose;
    private @Nullable Duration timeout;
    private @Nullable Duration deadline;
    private Completion completion = Completion.allCompleted();
    private TaskRetries retries = TaskRetries.NONE;
    private @Nullable Delayed<?> initializer;
    private @Nullable BigDecimal maxCostUsd;
    private @Nullable Long seed;

    private Builder() {}

    /** See {@link Options#nJobs}. */
    public Builder nJobs(int nJobs) {
      requireJobs(nJobs);
      this.nJobs = nJobs;
      return this;
    }

    /** See {@link Options#batchSize}. */
    public Builder batchSize(BatchSize batchSize) {
      this.batchSize = batchSize;
      return this;
    }

    /** See {@link Options#preDispatch}. */
    public Builder preDispatch(PreDispatch preDispatch) {
      this.preDispatch = preDispatch;
      return this;
    }

    /** See {@link Options#verbose}. */
    public Builder verbose(int verbose) {
      requireVerbose(verbose);
      this.verbose = verbose;
      return this;
    }

    /** See {@link Options#timeout}. */
    public Builder timeout(@Nullable Duration timeout) {
      this.timeout = countable("timeout", timeout);
      return this;
    }

    /** See {@link Options#deadline}. */
    public Builder deadline(@Nullable Duration deadline) {
      this.deadline = countable("deadline", deadline);
      return this;
    }

    /** See {@link Options#completion}. */
    public Builder completion(Completion completion) {
      this.completion = completion;
      return this;
    }

    /** See {@link Options#retries}. */
    public Builder retries(TaskRetries retries) {
      this.retries = retries;
      return this;
    }

    /** The retries so far. */
    public TaskRetries retries() {
      return retries;
    }

    /** See {@link Options#initializer}. */
    public Builder initializer(@Nullable Delayed<?> initializer) {
      this.initializer = initializer;
      return this;
    }

    /** See {@link Options#maxCostUsd}. */
    public Builder maxCostUsd(@Nullable BigDecimal maxCostUsd) {
      requireAmount(maxCostUsd);
      this.maxCostUsd = maxCostUsd;
      return this;
    }

    /** See {@link Options#seed}. */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * The options.
     *
     * @param contextJobs {@code nJobs} unless it was set; null: 1
     * @param contextVerbose {@code verbose} unless it was set; null: 0
     */
    public Options buildIn(@Nullable Integer contextJobs, @Nullable Integer contextVerbose) {
      return new Options(
          first(nJobs, contextJobs, 1),
          batchSize,
          preDispatch,
          first(verbose, contextVerbose, 0),
          timeout,
          deadline,
          completion,
          retries,
          initializer,
          maxCostUsd,
          seed == null ? ThreadLocalRandom.current().nextLong() : seed);
    }

    /** The options, with the defaults for what was not set. */
    public Options build() {
      return buildIn(null, null);
    }

    private static int first(@Nullable Integer own, @Nullable Integer context, int otherwise) {
      return own != null ? own : context != null ? context : otherwise;
    }
  }
}
