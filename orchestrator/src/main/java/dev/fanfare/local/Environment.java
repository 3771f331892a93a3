package dev.fanfare.local;

import com.sun.net.httpserver.HttpExchange;
import dev.fanfare.wire.ReportLine;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * An execution environment: a worker process and the invocation that it has, one at a time.
 *
 * <p>An invocation is delivered when two have met: the invocation, and the worker's request for the next one, which waits without a
 * thread. Either may come first, so an environment can be given work while it starts, or while it still says goodbye to the last.
 * The state is guarded by this object's monitor; requests are answered and results completed outside of it.
 */
final class Environment {

  private static final long INIT_TIMEOUT_SECONDS = 60;

  /** How a process ends that a signal kills, as a JVM tells of its children. */
  private static final int KILLED = 128 + 9;

  private final String id = AccessKey.randomHex(16);
  private final Environments pool;
  private final FunctionConfig function;
  private final WorkerCommand command;
  private final WorkerLog log;
  private final Thread life;

  // Guarded by this.
  private @Nullable WorkerProcess process;
  private @Nullable HttpExchange waitingWorker;
  private @Nullable Invocation current;
  private boolean delivered;
  private byte @Nullable [] failure;
  private @Nullable Future<?> timeout;
  private boolean initialised;
  private boolean doomed;
  private boolean ended;
  private long startNanos;
  private long initNanos;
  private long deliveredNanos;

  Environment(Environments pool, WorkerCommand command, int number) {
    this.pool = pool;
    this.function = command.function();
    this.command = command;
    this.log = command.log(number);
    this.life = new Thread(() -> live(number), "fanfare-worker-" + number);
    life.setDaemon(true);
  }

  /** Names this environment in the Runtime API's path; secret, for it is the worker's credential. */
  String id() {
    return id;
  }

  /** Starts the process, on a thread that stays with it until its end. */
  void start() {
    life.start();
  }

  private void live(int number) {
    synchronized (this) {
      startNanos = System.nanoTime();
      timeout = pool.after(INIT_TIMEOUT_SECONDS * 1000, this::timeOutInit);
    }
    int exitCode = 1;
    try {
      WorkerProcess started = started(number);
      exitCode = started == null ? KILLED : started.waitFor();
    } catch (IOException e) {
      fail("Runtime.InvalidEntrypoint", String.valueOf(e.getMessage()));
    }
    pool.killOffspring(this);
    ended(exitCode);
  }

  /** The process, or null if there must be none any more. */
  private @Nullable WorkerProcess started(int number) throws IOException {
    synchronized (this) {
      if (doomed) {
        return null;
      }
    }
    WorkerProcess started = command.start(number, pool.runtimeApi(id), log);
    synchronized (this) {
      process = started;
      if (doomed) {
        started.kill();
      }
    }
    return started;
  }

  /** Whether its worker is started by that command. */
  boolean startsBy(WorkerCommand current) {
    return command == current;
  }

  /** Whether the worker has asked for an invocation that it can have at once. */
  synchronized boolean ready() {
    return waitingWorker != null;
  }

  /** Whether it has an invocation. */
  synchronized boolean busy() {
    return current != null;
  }

  /** Gives this environment, which must be idle, an invocation; false if it has ended meanwhile. */
  boolean assign(Invocation invocation) {
    synchronized (this) {
      if (ended) {
        return false;
      }
      current = invocation;
    }
    deliverIfMet();
    return true;
  }

  /** The worker asks for its next invocation: the last one is over, with all that it printed. */
  void next(HttpExchange worker) {
    settleFailure();
    synchronized (this) {
      if (!initialised) {
        initialised = true;
        initNanos = System.nanoTime() - startNanos;
        cancelTimeout();
      }
      waitingWorker = worker;
    }
    deliverIfMet();
  }

  private void deliverIfMet() {
    HttpExchange worker;
    Invocation invocation;
    synchronized (this) {
      // Of two threads that bring one half each, the second sees both; a third finds nothing left.
      if (ended || waitingWorker == null || current == null || delivered) {
        return;
      }
      worker = waitingWorker;
      invocation = current;
      waitingWorker = null;
      delivered = true;
      log.mark();
      deliveredNanos = System.nanoTime();
      timeout = pool.after(limitMillis(invocation), () -> timeOut(invocation));
    }
    deliver(worker, invocation);
  }

  private void deliver(HttpExchange worker, Invocation invocation) {
    Misfortune misfortune = invocation.misfortune();
    if (misfortune.is(Fault.CRASH_BEFORE)) {
      worker.close();
      kill();
      return;
    }
    if (misfortune.is(Fault.CRASH_DURING)) {
      pool.after(misfortune.millis(), () -> killDuring(invocation));
    }
    RuntimeApi.deliver(worker, invocation, function);
  }

  private long limitMillis(Invocation invocation) {
    Misfortune misfortune = invocation.misfortune();
    return misfortune.is(Fault.TIME_OUT)
        ? misfortune.millis()
        : function.timeout().toMillis();
  }

  private synchronized void killDuring(Invocation invocation) {
    if (current == invocation) {
      kill();
    }
  }

  /** The worker's answer; false if that is not the invocation that it has. */
  boolean respond(String requestId, byte[] payload) {
    if (diesOf(requestId)) {
      kill();
      return true;
    }
    return settle(requestId, payload, /* failed= */ false);
  }

  private synchronized boolean diesOf(String requestId) {
    return current != null
        && current.requestId().equals(requestId)
        && current.misfortune().is(Fault.CRASH_AFTER);
  }

  /**
   * The worker's error; false if that is not the invocation that it has. The invocation ends when the worker asks for the next one
   * or exits: the client reports an error before it prints it.
   */
  synchronized boolean respondError(String requestId, byte[] payload) {
    if (current == null || !current.requestId().equals(requestId)) {
      return false;
    }
    failure = payload;
    return true;
  }

  /** The worker cannot start, and will exit now. */
  synchronized void initError(byte[] payload) {
    failure = payload;
  }

  private void settleFailure() {
    String requestId;
    byte[] payload;
    synchronized (this) {
      if (failure == null || current == null) {
        return;
      }
      requestId = current.requestId();
      payload = failure;
    }
    settle(requestId, payload, /* failed= */ true);
  }

  /** Ends an invocation that leaves this environment as good as before. */
  private boolean settle(String requestId, byte[] payload, boolean failed) {
    Invocation settled;
    Invocation.Result result;
    synchronized (this) {
      if (current == null || !delivered || !current.requestId().equals(requestId)) {
        return false;
      }
      settled = current;
      result = take(payload, failed);
    }
    // Idle before the caller learns of the end: it may invoke again at once, and finds this
    // environment.
    pool.idle(this);
    settled.result().complete(result);
    return true;
  }

  private void timeOut(Invocation invocation) {
    Invocation.Result result;
    synchronized (this) {
      // Races with the answer: whoever takes the invocation has the last word.
      if (current != invocation) {
        return;
      }
      double seconds = function.timeout().toMillis() / 1e3;
      result = take(invocation.timeoutError(seconds), /* failed= */ true);
      ended = true;
    }
    kill();
    pool.remove(this);
    invocation.result().complete(result);
  }

  private void timeOutInit() {
    fail("Sandbox.Timedout", "Runtime did not start within " + INIT_TIMEOUT_SECONDS + " seconds");
    kill();
  }

  private synchronized void fail(String type, String message) {
    if (current != null) {
      failure = current.error(type, message);
    }
  }

  /** The process has ended, and with it the invocation that it had; one that it never saw goes elsewhere. */
  private void ended(int exitCode) {
    Invocation orphan;
    Invocation.Result result = null;
    HttpExchange unanswered;
    synchronized (this) {
      ended = true;
      cancelTimeout();
      unanswered = waitingWorker;
      orphan = current;
      if (orphan != null && (delivered || !initialised)) {
        result = take(failure == null ? orphan.exitError(exitCode) : failure, /* failed= */ true);
      }
    }
    if (unanswered != null) {
      unanswered.close();
    }
    if (orphan != null && result == null) {
      pool.replace(this, orphan);
      return;
    }
    pool.remove(this);
    if (orphan != null) {
      orphan.result().complete(result);
    }
  }

  /** Takes the invocation away from this environment, with what there is to say of it. The monitor is held. */
  private Invocation.Result take(byte[] payload, boolean failed) {
    Invocation taken = Objects.requireNonNull(current);
    byte[] lines = taken.logged() ? lines(report(taken)) : new byte[0];
    cancelTimeout();
    current = null;
    delivered = false;
    failure = null;
    initNanos = 0;
    return new Invocation.Result(payload, failed, lines);
  }

  private byte[] lines(ReportLine report) {
    return initialised
        ? log.invocation(report)
        : log.failedStart(report, (System.nanoTime() - startNanos) / 1e6);
  }

  private ReportLine report(Invocation invocation) {
    long durationNanos = delivered ? System.nanoTime() - deliveredNanos : 0;
    long startingNanos = initialised ? initNanos : System.nanoTime() - startNanos;
    return ReportLine.of(
        invocation.requestId(),
        durationNanos / 1e6,
        startingNanos / 1e6,
        function.memoryMb(),
        process == null ? 0 : (int) process.maxMemoryMb(function.memoryMb()));
  }

  private void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel(/* mayInterruptIfRunning= */ false);
      timeout = null;
    }
  }

  void trimLog() {
    log.trim();
  }

  /** Asks the process to leave. */
  synchronized void dismiss() throws IOException {
    if (process != null) {
      process.dismiss();
    }
  }

  /** Kills the process, now or as soon as there is one. */
  synchronized void kill() {
    doomed = true;
    if (process != null) {
      process.kill();
    }
  }

  /** Waits until the process has ended and this environment has left the pool. */
  void join(long millis) throws InterruptedException {
    life.join(millis);
  }
}
