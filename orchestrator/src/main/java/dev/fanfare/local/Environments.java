package dev.fanfare.local;

import dev.fanfare.worker.DaemonThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A function's execution environments: a call goes to the idle one that was used last, or to a new one, up to the function's
 * concurrency. Where the function has a queue, further calls wait in it, so that an environment has its next call at hand.
 * Thread-safe: the monitor guards the pool, and is never held while an environment does anything.
 */
final class Environments implements Environment.Owner, AutoCloseable {

  private static final long TRIM_SECONDS = 1;
  private static final long DISMISS_MILLIS = 60_000;
  private static final long CLOSE_MILLIS = 5_000;

  private final WorkerCommand command;
  private final UnaryOperator<String> runtimeApi;
  private final ScheduledThreadPoolExecutor timer;

  /** Read without the monitor, by the workers' requests. */
  private final Map<String, Environment> living = new ConcurrentHashMap<>();

  // Guarded by this. The first idle environment is the one used last.
  private final Deque<Environment> idle = new ArrayDeque<>();
  private final Deque<Call> waiting = new ArrayDeque<>();
  private int started;
  private long endedCpuNanos;
  private boolean closed;

  /**
   * A pool that is empty.
   *
   * @param command starts the workers
   * @param runtimeApi the address of the Runtime API for an environment's id
   */
  @SuppressWarnings("FutureReturnValueIgnored") // It goes on until the timer is shut down.
  Environments(WorkerCommand command, UnaryOperator<String> runtimeApi) {
    this.command = command;
    this.runtimeApi = runtimeApi;
    this.timer = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("fanfare-timer"));
    timer.setRemoveOnCancelPolicy(true);
    timer.scheduleWithFixedDelay(
        () -> living.values().forEach(Environment::trimLog),
        TRIM_SECONDS,
        TRIM_SECONDS,
        TimeUnit.SECONDS);
  }

  /** What they run. */
  FunctionConfig function() {
    return command.function();
  }

  /** Hands the call to an environment or to the queue; false if all are busy, there may be no more, and the queue is full. */
  boolean invoke(Call call) {
    while (true) {
      Environment environment;
      synchronized (this) {
        environment = take();
        if (environment == null) {
          return !closed && waiting.size() < command.function().queue() && waiting.add(call);
        }
      }
      if (environment.assign(call)) {
        return true;
      }
    }
  }

  /** Starts environments until there are so many, or as many as there may be. */
  synchronized void warm(int environments) {
    while (living.size() < Math.min(environments, most()) && !closed) {
      idle.addLast(create());
    }
  }

  // Called with the monitor, as is create.
  private @Nullable Environment take() {
    Environment found =
        idle.stream().filter(Environment::ready).findFirst().orElseGet(idle::peekFirst);
    if (found != null) {
      idle.remove(found);
      return found;
    }
    return closed || living.size() >= most() ? null : create();
  }

  private int most() {
    return command.function().concurrency();
  }

  private Environment create() {
    started++;
    Environment created = new Environment(command, started, runtimeApi, timer, this);
    living.put(created.id(), created);
    created.start();
    return created;
  }

  /** The environment with that id, for its worker. */
  @Nullable
  Environment byId(String id) {
    return living.get(id);
  }

  @Override
  public void idle(Environment environment) {
    Call next;
    synchronized (this) {
      if (!living.containsKey(environment.id())) {
        return;
      }
      next = waiting.poll();
      if (next == null) {
        idle.addFirst(environment);
        return;
      }
    }
    if (!environment.assign(next)) {
      handOn(next);
    }
  }

  /** A closed pool looks for the processes of all its workers together. */
  @Override
  public void dead(Environment environment) {
    boolean last;
    synchronized (this) {
      last = closed;
    }
    if (!last) {
      Offspring.kill(Set.of(environment.id()));
    }
  }

  /**
   * A call that was not received, or else one that waits, goes to another environment, which takes the place of the old one. May be
   * called twice for one environment.
   */
  @Override
  public void ended(Environment environment, @Nullable Call unseen) {
    long cpuNanos = environment.cpuNanos();
    Call next = unseen;
    synchronized (this) {
      idle.remove(environment);
      if (living.remove(environment.id()) != null) {
        endedCpuNanos += cpuNanos;
        next = unseen == null ? waiting.poll() : unseen;
      }
    }
    if (next != null) {
      handOn(next);
    }
  }

  /** Gives a call that was accepted to an environment, or it waits before all others; the call ends if there is no environment any more. */
  private void handOn(Call call) {
    while (true) {
      Environment environment;
      synchronized (this) {
        environment = take();
        if (environment == null && !closed) {
          waiting.addFirst(call);
          return;
        }
      }
      if (environment == null) {
        call.drop();
        return;
      }
      if (environment.assign(call)) {
        return;
      }
    }
  }

  /** Kills the workers that have a call, and ends the calls that wait for one. */
  void killBusy() {
    List<Call> dropped = takeWaiting();
    living.values().stream().filter(Environment::busy).forEach(Environment::kill);
    dropped.forEach(Call::drop);
  }

  private synchronized List<Call> takeWaiting() {
    List<Call> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }

  /** CPU time of all environments, of those that have ended as far as it is known. */
  Duration cpu() {
    List<Environment> now;
    long ended;
    synchronized (this) {
      now = List.copyOf(living.values());
      ended = endedCpuNanos;
    }
    return Duration.ofNanos(
        ended + now.stream().mapToLong(Environment::cpuNanos).sum());
  }

  /** Asks all workers to leave, and waits until they have. */
  void dismiss() throws IOException, InterruptedException {
    for (Environment environment : living.values()) {
      environment.dismiss();
      if (!environment.join(DISMISS_MILLIS)) {
        throw new IOException("a worker does not leave");
      }
    }
  }

  /** Kills all workers and the processes that they have started, and waits for their end. */
  @Override
  public void close() {
    List<Environment> last;
    synchronized (this) {
      closed = true;
      last = List.copyOf(living.values());
    }
    List<Call> dropped = takeWaiting();
    last.forEach(Environment::kill);
    dropped.forEach(Call::drop);
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
