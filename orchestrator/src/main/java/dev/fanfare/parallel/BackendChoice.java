package dev.fanfare.parallel;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.Backends;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The backend that a call is to use, by joblib's rules (joblib 1.6, {@code parallel._get_active_backend}).
 *
 * @param name the backend's name
 * @param backend an instance, not open
 * @param named whether somebody asked for it by name
 * @param forced whether a constraint overruled the context, whose {@code nJobs} does not count then
 * @param notice what the user is told of it
 */
record BackendChoice(
    String name, Backend backend, boolean named, boolean forced, Optional<String> notice) {

  private static final String PROCESSES = "processes";
  private static final String THREADS = "threads";
  private static final String SEQUENTIAL = "sequential";
  private static final String SHARED_MEMORY = "sharedmem";

  /**
   * Chooses.
   *
   * @param explicit named for this call
   * @param context named by the innermost {@link ParallelConfig} that names one
   * @param level how many parallel calls the calling thread is inside of
   * @throws IllegalArgumentException if a hint is none, or hints and backend contradict each other
   */
  static BackendChoice of(
      @Nullable String explicit,
      @Nullable String context,
      @Nullable String prefer,
      @Nullable String require,
      int level) {
    check(prefer, require);
    if (explicit != null) {
      return named(explicit, require, level);
    }
    boolean implicit = context == null;
    Backend candidate = Backends.create(context == null ? nestedDefault(level) : context);
    boolean sharedMemory = SHARED_MEMORY.equals(require) && !candidate.sharesMemory();
    if (sharedMemory || implicit && THREADS.equals(prefer) && !candidate.sharesMemory()) {
      return new BackendChoice(
          THREADS,
          Backends.create(THREADS),
          true,
          true,
          implicit ? Optional.empty() : insteadOf(candidate));
    }
    if (implicit && level == 1 && PROCESSES.equals(prefer)) {
      return named(PROCESSES, require, level);
    }
    String name = context == null ? nestedDefault(level) : context;
    return new BackendChoice(name, candidate, !implicit, false, Optional.empty());
  }

  private static BackendChoice named(String name, @Nullable String require, int level) {
    Backend backend = Backends.create(name);
    if (SHARED_MEMORY.equals(require) && !backend.sharesMemory()) {
      throw new IllegalArgumentException("Backend " + name + " does not support shared memory");
    }
    boolean nestedProcesses = level > 0 && name.equals(PROCESSES);
    if (nestedProcesses || level > 1) {
      Optional<String> notice = nestedProcesses
          ? Optional.of(
              backend.displayName() + "-backed parallel loops cannot be nested, setting nJobs=1")
          : Optional.empty();
      return new BackendChoice(SEQUENTIAL, Backends.create(SEQUENTIAL), true, false, notice);
    }
    return new BackendChoice(name, backend, true, false, Optional.empty());
  }

  /** Processes, in them threads, in these nothing more: nesting must not flood the machine. */
  private static String nestedDefault(int level) {
    return level == 0 ? Backends.DEFAULT : level == 1 ? THREADS : SEQUENTIAL;
  }

  private static void check(@Nullable String prefer, @Nullable String require) {
    if (prefer != null && !prefer.equals(PROCESSES) && !prefer.equals(THREADS)) {
      throw new IllegalArgumentException("prefer=" + prefer
          + " is not a valid backend hint, expected one of ('processes', 'threads', null)");
    }
    if (require != null && !require.equals(SHARED_MEMORY)) {
      throw new IllegalArgumentException("require=" + require
          + " is not a valid backend constraint, expected one of ('sharedmem', null)");
    }
    if (PROCESSES.equals(prefer) && SHARED_MEMORY.equals(require)) {
      throw new IllegalArgumentException(
          "prefer == 'processes' and require == 'sharedmem' are inconsistent settings");
    }
  }

  /** Tells the user, where a constraint overruled the context only if {@code verbose} is 10 or more. */
  void tell(int verbose) {
    notice.ifPresent(text -> {
      if (!forced) {
        Console.STANDARD_ERROR.accept(text);
      } else if (verbose >= 10) {
        Console.STANDARD_OUTPUT.accept(text);
      }
    });
  }

  private static Optional<String> insteadOf(Backend candidate) {
    return Optional.of("Using ThreadBackend as joblib backend instead of " + candidate.displayName()
        + " as the latter does not provide shared memory semantics.");
  }
}
