package dev.fanfare.parallel;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.Backends;
import dev.fanfare.kernel.TaskContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The backend for a call, chosen by joblib's rules (joblib 1.6,
 * {@code parallel._get_active_backend}).
 *
 * @param name the backend's name
 * @param backend an instance, not open
 * @param why why it was chosen
 * @param notice message to the user
 */
record BackendChoice(String name, Backend backend, Why why, Optional<String> notice) {

  /** Why a backend was chosen. */
  enum Why {
    /** No backend was requested. */
    DEFAULT,
    /** It was requested by name. */
    NAMED,
    /** A hint or constraint overruled the context; the context's {@code nJobs} is ignored. */
    FORCED,
    /** The call is nested, and the requested backend would overload the machine. */
    NESTED
  }

  private static final String PROCESSES = "processes";
  private static final String THREADS = "threads";
  private static final String SEQUENTIAL = "sequential";
  private static final String SHARED_MEMORY = "sharedmem";

  /**
   * Chooses the backend.
   *
   * @param explicit backend named for this call
   * @param maker creates the backend named for this call
   * @param context backend named by the innermost {@link ParallelConfig} that names one
   * @param prefer hint, checked by {@link #hint}
   * @param require constraint, checked by {@link #constraint}
   * @param level nesting level of the calling thread
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
    // Nested calls never use processes, even if a hint prefers them.
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

  /**
   * Processes at the top level, threads inside them, sequential inside threads, so that nesting
   * does not overload the machine.
   */
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

  /** Checks a value of {@code prefer}. */
  static String hint(String prefer) {
    if (!prefer.equals(PROCESSES) && !prefer.equals(THREADS)) {
      throw new IllegalArgumentException("prefer=" + prefer
          + " is not a valid backend hint, expected one of ('processes', 'threads', null)");
    }
    return prefer;
  }

  /** Checks a value of {@code require}. */
  static String constraint(String require) {
    if (!require.equals(SHARED_MEMORY)) {
      throw new IllegalArgumentException("require=" + require
          + " is not a valid backend constraint, expected one of ('sharedmem', null)");
    }
    return require;
  }

  /**
   * Prints the notice. If a constraint overruled the context, only if {@code verbose} is at least
   * 10; if nesting did, only if more than one worker was requested.
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
