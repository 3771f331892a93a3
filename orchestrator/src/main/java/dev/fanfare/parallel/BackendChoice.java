package dev.fanfare.parallel;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.Backends;
import dev.fanfare.kernel.TaskContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The backend that a call is to use, by joblib's rules (joblib 1.6, {@code parallel._get_active_backend}).
 *
 * @param name the backend's name
 * @param backend an instance, not open
 * @param why what decided on it
 * @param notice what the user is told of it
 */
record BackendChoice(String name, Backend backend, Why why, Optional<String> notice) {

  /** What decided on a backend. */
  enum Why {
    /** Nobody asked for another. */
    DEFAULT,
    /** Somebody asked for it by name. */
    NAMED,
    /** A hint or a constraint overruled the context, whose {@code nJobs} does not count then. */
    FORCED,
    /** The call is inside of another, where the backend that was asked for would flood the machine. */
    NESTED
  }

  private static final String PROCESSES = "processes";
  private static final String THREADS = "threads";
  private static final String SEQUENTIAL = "sequential";
  private static final String SHARED_MEMORY = "sharedmem";

  /**
   * Chooses.
   *
   * @param explicit named for this call
   * @param maker makes the backend that is named for this call
   * @param context named by the innermost {@link ParallelConfig} that names one
   * @param prefer as {@link #hint} has let it through
   * @param require as {@link #constraint} has let it through
   * @param level how many parallel calls the calling thread is inside of
   * @throws IllegalArgumentException if hints and backend contradict each other
   */
  static BackendChoice of(
      @Nullable String explicit,
      Supplier<? extends Backend> maker,
      @Nullable String context,
      @Nullable String prefer,
      @Nullable String require,
      int level) {
    checkConsistent(prefer, require);
    if (explicit != null) {
      return explicit(explicit, maker, require, level);
    }
    boolean implicit = context == null;
    BackendChoice candidate = context == null ? unnamed(level) : named(context, level);
    boolean shares = candidate.backend.traits().sharesMemory();
    if (!shares && (SHARED_MEMORY.equals(require) || (implicit && THREADS.equals(prefer)))) {
      return candidate.forcedToThreads(implicit);
    }
    // Deeper inside processes are out of the question, and a hint is no more than that.
    boolean processes = implicit && level == 0 && shares && PROCESSES.equals(prefer);
    return processes ? named(PROCESSES, level) : candidate;
  }

  private static void checkConsistent(@Nullable String prefer, @Nullable String require) {
    if (PROCESSES.equals(prefer) && SHARED_MEMORY.equals(require)) {
      throw new IllegalArgumentException(
          "prefer == 'processes' and require == 'sharedmem' are inconsistent settings");
    }
  }

  private static BackendChoice explicit(
      String name, Supplier<? extends Backend> maker, @Nullable String require, int level) {
    if (SHARED_MEMORY.equals(require) && !maker.get().traits().sharesMemory()) {
      throw new IllegalArgumentException("Backend " + name + " does not support shared memory");
    }
    return named(name, maker.get(), level);
  }

  private static BackendChoice named(String name, int level) {
    return named(name, Backends.create(name), level);
  }

  private static BackendChoice named(String name, Backend backend, int level) {
    boolean processes = level > 0 && !backend.traits().sharesMemory();
    if (!processes && level < TaskContext.SEQUENTIAL_FROM) {
      return new BackendChoice(name, backend, Why.NAMED, Optional.empty());
    }
    Optional<String> notice = Optional.of(
            backend.displayName() + "-backed parallel loops cannot be nested, setting nJobs=1")
        .filter(text -> processes);
    return new BackendChoice(SEQUENTIAL, Backends.create(SEQUENTIAL), Why.NESTED, notice);
  }

  /** Processes, in them threads, in these nothing more: nesting must not flood the machine. */
  private static BackendChoice unnamed(int level) {
    String name = level == 0
        ? Backends.defaultName()
        : level < TaskContext.SEQUENTIAL_FROM ? THREADS : SEQUENTIAL;
    return new BackendChoice(name, Backends.create(name), Why.DEFAULT, Optional.empty());
  }

  private BackendChoice forcedToThreads(boolean silently) {
    String text = "Using ThreadBackend as joblib backend instead of " + backend.displayName()
        + " as the latter does not provide shared memory semantics.";
    Optional<String> told = silently ? Optional.empty() : Optional.of(text);
    return new BackendChoice(THREADS, Backends.create(THREADS), Why.FORCED, told);
  }

  /** Lets a value of {@code prefer} through. */
  static String hint(String prefer) {
    if (!prefer.equals(PROCESSES) && !prefer.equals(THREADS)) {
      throw new IllegalArgumentException("prefer=" + prefer
          + " is not a valid backend hint, expected one of ('processes', 'threads', null)");
    }
    return prefer;
  }

  /** Lets a value of {@code require} through. */
  static String constraint(String require) {
    if (!require.equals(SHARED_MEMORY)) {
      throw new IllegalArgumentException("require=" + require
          + " is not a valid backend constraint, expected one of ('sharedmem', null)");
    }
    return require;
  }

  /**
   * Tells the user: that a constraint overruled the context only if {@code verbose} is 10 or more, that
   * nesting did only if there would have been more than one worker.
   */
  void tell(int verbose, int nJobs) {
    notice.ifPresent(text -> {
      if (why == Why.NESTED && nJobs != 1) {
        Console.STANDARD_ERROR.accept(text);
      } else if (why == Why.FORCED && verbose >= 10) {
        Console.STANDARD_OUTPUT.accept(text);
      }
    });
  }
}
