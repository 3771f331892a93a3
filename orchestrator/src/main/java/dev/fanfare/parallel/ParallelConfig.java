package dev.fanfare.parallel;

import dev.fanfare.Options;
import dev.fanfare.backend.Backends;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Default options for every {@link Parallel} that this thread creates while the configuration is
 * open, like joblib's {@code with parallel_config(...)}. Configurations nest: an explicit option of
 * the call wins, then the innermost configuration that sets it, then the default.
 *
 * <pre>{@code
 * try (ParallelConfig config = ParallelConfig.builder().backend("threads").nJobs(2).open()) {
 *   ...
 * }
 * }</pre>
 *
 * <p>Must be closed by the thread that opened it, in any order.
 */
public final class ParallelConfig implements AutoCloseable {

  private static final ThreadLocal<@Nullable ParallelConfig> INNERMOST = new ThreadLocal<>();

  private final @Nullable ParallelConfig outer = INNERMOST.get();
  private volatile boolean closed;
  private final @Nullable String backend;
  private final @Nullable Integer nJobs;
  private final @Nullable Integer verbose;
  private final @Nullable String prefer;
  private final @Nullable String require;

  private ParallelConfig(Builder builder) {
    this.backend = builder.backend;
    this.nJobs = builder.nJobs;
    this.verbose = builder.verbose;
    this.prefer = builder.prefer;
    this.require = builder.require;
  }

  /** A builder for the options. */
  public static Builder builder() {
    return new Builder();
  }

  static @Nullable String backend() {
    return find(config -> config.backend);
  }

  static @Nullable Integer nJobs() {
    return find(config -> config.nJobs);
  }

  static @Nullable Integer verbose() {
    return find(config -> config.verbose);
  }

  static @Nullable String prefer() {
    return find(config -> config.prefer);
  }

  static @Nullable String require() {
    return find(config -> config.require);
  }

  private static <V> @Nullable V find(Function<ParallelConfig, @Nullable V> option) {
    V found = null;
    for (ParallelConfig config = INNERMOST.get();
        config != null && found == null;
        config = config.outer) {
      found = config.closed ? null : option.apply(config);
    }
    return found;
  }

  /**
   * Wraps an action so that it runs under the current configuration of the calling thread, on any
   * thread.
   */
  static Runnable carried(Runnable action) {
    ParallelConfig carried = INNERMOST.get();
    return () -> {
      ParallelConfig before = INNERMOST.get();
      INNERMOST.set(carried);
      try {
        action.run();
      } finally {
        INNERMOST.set(before);
      }
    };
  }

  /** Ends this configuration, whatever was opened or closed since then. */
  @Override
  public void close() {
    closed = true;
    ParallelConfig innermost = INNERMOST.get();
    while (innermost != null && innermost.closed) {
      innermost = innermost.outer;
    }
    INNERMOST.set(innermost);
  }

  /**
   * Builds a configuration. Each option throws {@link IllegalArgumentException} if its value is
   * invalid. Not thread-safe.
   */
  public static final class Builder {

    private @Nullable String backend;
    private @Nullable Integer nJobs;
    private @Nullable Integer verbose;
    private @Nullable String prefer;
    private @Nullable String require;

    private Builder() {}

    /** See {@link ParallelBuilder#backend(String)}. */
    public Builder backend(String backend) {
      this.backend = Backends.known(backend);
      return this;
    }

    /** See {@link ParallelBuilder#nJobs(int)}. */
    public Builder nJobs(int nJobs) {
      Options.builder().nJobs(nJobs);
      this.nJobs = nJobs;
      return this;
    }

    /** See {@link ParallelBuilder#verbose(int)}. */
    public Builder verbose(int verbose) {
      Options.builder().verbose(verbose);
      this.verbose = verbose;
      return this;
    }

    /** See {@link ParallelBuilder#prefer(String)}. */
    public Builder prefer(String hint) {
      this.prefer = BackendChoice.hint(hint);
      return this;
    }

    /** See {@link ParallelBuilder#require(String)}. */
    public Builder require(String constraint) {
      this.require = BackendChoice.constraint(constraint);
      return this;
    }

    /** Opens the configuration for this thread, until it is closed. */
    public ParallelConfig open() {
      ParallelConfig config = new ParallelConfig(this);
      INNERMOST.set(config);
      return config;
    }
  }
}
