package dev.fanfare.local;

import dev.fanfare.wire.ReportLine;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An execution environment: a worker process and its current call, one at a time.
 *
 * <p>A call is delivered as soon as there is both a call and a worker's request for the next one. The request waits without a thread.
 * Either may come first, so an environment can be given work while it starts, or while its worker still finishes the previous call.
 * This object's monitor guards the state; it is not held while requests are answered, results completed and the owner notified.
 */
final class Environment implements Worker {

  /** The owner of the environment. */
  interface Owner {

    /** Its call has ended, and it can take the next one. */
    void idle(Environment environment);

    /** Its worker has ended; processes that the worker started may still run. */
    void dead(Environment environment);

    /**
     * It has ended. May be called more than once.
     *
     * @param unseen the call that its worker never received, which another worker can take; null if there is none
     */
    void ended(Environment environment, @Nullable Call unseen);
  }

  private static final long INIT_TIMEOUT_SECONDS = 60;

  /** The exit code that Java reports for a child killed by SIGKILL. */
  private static final int KILLED = 128 + 9;

  private final String id = AccessKey.randomHex(16);
  private final FunctionConfig function;
  private final WorkerCommand command;
  private final String runtimeApi;
  private final ScheduledExecutorService timer;
  private final Owner owner;
  private final WorkerLog log;
  private final Thread life;

  // Guarded by this.
  private @Nullable WorkerProcess process;
  private @Nullable CompletableFuture<Call> waitingWorker;
  private @Nullable Call current;
  private boolean delivered;
  private byte @Nullable [] failure;
  private @Nullable Future<?> timeout;
  private boolean initialised;
  private boolean doomed;
  private boolean ended;
  private long startNanos;
  private long initNanos;
  private long deliveredNanos;

  /**
   * An environment that is not started yet.
   *
   * @param number distinguishes it from others with the same command
   * @param runtimeApi the address of the Runtime API for an environment's id
   * @param timer ends what takes too long
   */
  Environment(
      WorkerCommand command,
      int number,
      UnaryOperator<String> runtimeApi,
      ScheduledExecutorService timer,
      Owner owner) {
    this.function = command.function();
    this.command = command;
    this.runtimeApi = runtimeApi.apply(id);
    this.timer = timer;
    this.owner = owner;
    this.log = command.log(number);
    this.life = new Thread(() -> live(number), "fanfare-worker-" + number);
    life.setDaemon(true);
  }

  /** Names this environment in the Runtime API's path. Secret, because it is the worker's credential. */
  String id() {
    return id;
  }

  @Override
  public FunctionConfig function() {
    return function;
  }

  /** Starts the process, on a thread that stays with it until its end. */
  void start() {
    life.start();
  }

  private void live(int number) {
    synchronized (this) {
      startNanos = System.nanoTime();
      timeout = timer.schedule(this::timeOutInit, INIT_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
    int exitCode = 1;
    try {
      WorkerProcess started = started(number);
      exitCode = started == null ? KILLED : started.waitFor();
    } catch (IOException e) {
      fail("Runtime.InvalidEntrypoint", String.valueOf(e.getMessage()));
    }
    owner.dead(this);
    ended(exitCode);
  }

  /** The process, or null if there must be none any more. */
  private @Nullable WorkerProcess started(int number) throws IOException {
    synchronized (this) {
      if (doomed) {
        return null;
      }
    }
    WorkerProcess started = command.start(number, runtimeApi, log);
    synchronized (this) {
      process = started;
      if (doomed) {
        started.kill();
      }
    }
    return started;
  }

  /** Whether the worker has asked for a call that it can have at once. */
  synchronized boolean ready() {
    return waitingWorker != null;
  }

  /** Whether it has a call. */
  synchronized boolean busy() {
    return current != null;
  }

  /** Gives this environment, which must be idle, a call; false if it has ended meanwhile. */
  boolean assign(Call call) {
    synchronized (this) {
      if (ended) {
        return false;
      }
      current = call;
    }
    deliverIfMet();
    return true;
  }

  /** The last call is over, with all that the worker printed. */
  @Override
  public CompletableFuture<Call> next() {
    settleFailure();
    CompletableFuture<Call> worker = new CompletableFuture<>();
    synchronized (this) {
      if (!initialised) {
        initialised = true;
        initNanos = System.nanoTime() - startNanos;
        cancelTimeout();
      }
      waitingWorker = worker;
    }
    deliverIfMet();
    return worker;
  }

  private void deliverIfMet() {
    CompletableFuture<Call> worker;
    Call call;
    synchronized (this) {
      // Of two threads that bring one half each, the second sees both; a third finds nothing left.
      if (ended || waitingWorker == null || current == null || delivered) {
        return;
      }
      worker = waitingWorker;
      call = current;
      waitingWorker = null;
      delivered = true;
      log.mark();
      deliveredNanos = System.nanoTime();
      timeout =
          timer.schedule(() -> timeOut(call), function.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }
    worker.complete(call);
  }

  @Override
  public boolean respond(String requestId, byte[] payload) {
    return settle(requestId, payload, /* failed= */ false);
  }

  /** The call ends when the worker asks for the next one or exits: the client reports an error before it prints it. */
  @Override
  public synchronized boolean respondError(String requestId, byte[] payload) {
    if (current == null || !current.requestId().equals(requestId)) {
      return false;
    }
    failure = payload;
    return true;
  }

  @Override
  public synchronized void initError(byte[] payload) {
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

  /** Ends a call after which this environment can be used again. */
  private boolean settle(String requestId, byte[] payload, boolean failed) {
    Call settled;
    Call.Result result;
    synchronized (this) {
      if (current == null || !delivered || !current.requestId().equals(requestId)) {
        return false;
      }
      settled = current;
      result = take(payload, failed);
    }
    // Idle before the caller learns of the end: it may invoke again at once, and finds this
    // environment.
    owner.idle(this);
    settled.result().complete(result);
    return true;
  }

  /** Ends the worker, if it still has that call, because its time limit has passed. */
  void timeOut(Call call) {
    Call.Result result;
    synchronized (this) {
      // Races with the answer: the first to take the call ends it.
      if (current != call) {
        return;
      }
      double seconds = function.timeout().toMillis() / 1e3;
      result = take(call.timeoutError(seconds), /* failed= */ true);
      ended = true;
    }
    kill();
    owner.ended(this, null);
    call.result().complete(result);
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

  /** The process has ended, and its call fails; a call that the worker never received goes to another worker. */
  private void ended(int exitCode) {
    Call orphan;
    Call.Result result = null;
    CompletableFuture<Call> unanswered;
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
      unanswered.completeExceptionally(new CancellationException("the worker is gone"));
    }
    owner.ended(this, result == null ? orphan : null);
    if (orphan != null && result != null) {
      orphan.result().complete(result);
    }
  }

  /** Removes the call from this environment, and returns it with its log. The monitor is held. */
  private Call.Result take(byte[] payload, boolean failed) {
    Call taken = Objects.requireNonNull(current);
    byte[] lines = taken.logged() ? lines(report(taken)) : new byte[0];
    cancelTimeout();
    current = null;
    delivered = false;
    failure = null;
    initNanos = 0;
    return new Call.Result(payload, failed, lines);
  }

  private byte[] lines(ReportLine report) {
    return initialised
        ? log.invocation(report)
        : log.failedStart(report, (System.nanoTime() - startNanos) / 1e6);
  }

  private ReportLine report(Call call) {
    long durationNanos = delivered ? System.nanoTime() - deliveredNanos : 0;
    long startingNanos = initialised ? initNanos : System.nanoTime() - startNanos;
    return ReportLine.of(
        call.requestId(),
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

  /** CPU time of the process; if it has ended, when that was last looked at. */
  long cpuNanos() {
    WorkerProcess known;
    synchronized (this) {
      known = process;
    }
    return known == null ? 0 : known.cpuNanos();
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

  /** Waits until the process has ended and the owner knows it; false if that takes longer. */
  boolean join(long millis) throws InterruptedException {
    life.join(millis);
    return !life.isAlive();
  }
}
