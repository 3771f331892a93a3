package dev.fanfare.local;

import dev.fanfare.worker.DaemonThreads;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A function's execution environments: an invocation goes to the idle one that was used last, or to a new one, up to a limit. When
 * the function changes, those that are idle end, those that are busy end after their invocation. Thread-safe: the monitor guards the pool, and is never held while an environment is called.
 */
final class Environments implements AutoCloseable {

  private static final long TRIM_SECONDS = 1;
  private static final long DISMISS_MILLIS = 60_000;
  private static final long SLOW_START_MILLIS = 1_000;
  private static final long CLOSE_MILLIS = 5_000;

  private final FaultPlan plan;
  private final UnaryOperator<String> runtimeApi;
  private final ScheduledThreadPoolExecutor timer;

  /** Read without the monitor, by the workers' requests. */
  private final Map<String, Environment> living = new ConcurrentHashMap<>();

  // Guarded by this. The first idle environment is the one used last.
  private final Deque<Environment> idle = new ArrayDeque<>();
  private WorkerCommand command;
  private int limit;
  private int started;
  private boolean closed;

  /**
   * A pool that is empty, with the concurrency of its function as limit.
   *
   * @param plan what befalls the environments
   * @param runtimeApi the address of the Runtime API for an environment's id
   */
  Environments(WorkerCommand command, FaultPlan plan, UnaryOperator<String> runtimeApi) {
    this.command = command;
    this.limit = command.function().concurrency();
    this.plan = plan;
    this.runtimeApi = runtimeApi;
    this.timer = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("fanfare-timer"));
    timer.setRemoveOnCancelPolicy(true);
    timer.scheduleWithFixedDelay(
        () -> living.values().forEach(Environment::trimLog),
        TRIM_SECONDS,
        TRIM_SECONDS,
        TimeUnit.SECONDS);
  }

  /** Hands the invocation to an environment; false if all of them are busy and there may be no more. */
  boolean invoke(Invocation invocation) {
    while (true) {
      Environment environment = take();
      if (environment == null) {
        return false;
      }
      if (environment.assign(invocation)) {
        return true;
      }
    }
  }

  /** Starts environments until there are so many, or as many as there may be. */
  synchronized void warm(int environments) {
    while (living.size() < Math.min(environments, limit) && !closed) {
      idle.addLast(create());
    }
  }

  private synchronized @Nullable Environment take() {
    Environment found =
        idle.stream().filter(Environment::ready).findFirst().orElseGet(idle::peekFirst);
    if (found != null) {
      idle.remove(found);
      return found;
    }
    return closed || living.size() >= limit ? null : create();
  }

  private Environment create() {
    started++;
    Environment created = new Environment(this, command, started);
    living.put(created.id(), created);
    if (plan.strikes(Fault.SLOW_START, started)) {
      after(SLOW_START_MILLIS, created::start);
    } else {
      created.start();
    }
    return created;
  }

  /** The environment with that id, for its worker. */
  @Nullable
  Environment byId(String id) {
    return living.get(id);
  }

  String runtimeApi(String id) {
    return runtimeApi.apply(id);
  }

  /** The function has changed: further invocations go to environments that are started by this command. */
  void restart(WorkerCommand next) {
    List<Environment> outdated;
    synchronized (this) {
      command = next;
      outdated = List.copyOf(idle);
      outdated.forEach(this::remove);
    }
    outdated.forEach(Environment::kill);
  }

  /** How many there may be from now on; those that are there stay. */
  synchronized void limit(int environments) {
    limit = environments;
  }

  /** The environment has had its invocation: it can take the next one, unless the function has changed since it started. */
  void idle(Environment environment) {
    synchronized (this) {
      if (!living.containsKey(environment.id())) {
        return;
      }
      if (environment.startsBy(command)) {
        idle.addFirst(environment);
        return;
      }
      remove(environment);
    }
    environment.kill();
  }

  /** The environment has ended. */
  synchronized void remove(Environment environment) {
    living.remove(environment.id());
    idle.remove(environment);
  }

  /** The environment has ended before it saw its invocation: a new one takes its place, which nobody else can take in between. */
  void replace(Environment gone, Invocation invocation) {
    Environment next = null;
    synchronized (this) {
      remove(gone);
      if (!closed) {
        next = create();
      }
    }
    if (next != null) {
      next.assign(invocation);
    }
  }

  /** The environment's worker is dead: so is, from now on, what it has started. A pool that is closed looks for all workers' at once. */
  void killOffspring(Environment environment) {
    boolean last;
    synchronized (this) {
      last = closed;
    }
    if (!last) {
      Offspring.kill(Set.of(environment.id()));
    }
  }

  /** Runs something on the timer's thread. */
  Future<?> after(long millis, Runnable action) {
    return timer.schedule(action, millis, TimeUnit.MILLISECONDS);
  }

  /** Kills the workers that have an invocation. */
  void killBusy() {
    living.values().stream().filter(Environment::busy).forEach(Environment::kill);
  }

  /** Asks all workers to leave, and waits until they have. */
  void dismiss() throws IOException, InterruptedException {
    for (Environment environment : living.values()) {
      environment.dismiss();
      environment.join(DISMISS_MILLIS);
    }
  }

  /** Kills all workers, with what they have started, and waits until they are gone. */
  @Override
  public void close() {
    List<Environment> last;
    synchronized (this) {
      closed = true;
      last = List.copyOf(living.values());
    }
    last.forEach(Environment::kill);
    Undisturbed.run("fanfare-workers-end", () -> join(last));
    Offspring.kill(last.stream().map(Environment::id).collect(Collectors.toSet()));
    timer.shutdownNow();
  }

  private static void join(List<Environment> last) {
    try {
      for (Environment environment : last) {
        environment.join(CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
