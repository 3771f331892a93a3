package dev.fanfare.local;

import dev.fanfare.worker.DaemonThreads;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the embedded Lambda's server, and how long they wait for strangers.
 *
 * <p>The JDK's server reads a request with a thread that waits for every byte of it, so a few silent senders would occupy all
 * threads of a pool. Here each request has a thread of its own, and is a stranger's until it is admitted for its credentials. A
 * stranger has a short time, and of too many at once the oldest gives way: its thread is interrupted, which closes the connection.
 * What is admitted may take as long as it likes. (The server's own limits hold for every server in the JVM, the user's too.)
 * Thread-safe.
 */
final class Admission implements Executor, AutoCloseable {

  /** Far more than well-behaved clients need at once. */
  static final int MOST_STRANGERS = 1_000;

  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int LOOKS_PER_PATIENCE = 10;

  private final int most;
  private final long patienceNanos;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(DaemonThreads.named("fanfare-lambda"));
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("fanfare-lambda-clock"));

  @SuppressWarnings("ThreadLocalUsage") // The threads are this object's own.
  private final ThreadLocal<Stranger> current = new ThreadLocal<>();

  /** The oldest first. Guarded by this. */
  private final Set<Stranger> strangers = new LinkedHashSet<>();

  /** Admits so many strangers at once, each for so long. */
  @SuppressWarnings("FutureReturnValueIgnored") // It goes on until the clock is shut down.
  Admission(int most, Duration patience) {
    this.most = most;
    patienceNanos = patience.toNanos();
    long look = patienceNanos / LOOKS_PER_PATIENCE;
    clock.scheduleWithFixedDelay(this::dismissLate, look, look, TimeUnit.NANOSECONDS);
  }

  @Override
  public void execute(Runnable request) {
    Stranger stranger = new Stranger(request);
    synchronized (this) {
      strangers.add(stranger);
      if (strangers.size() > most) {
        dismissOldest();
      }
    }
    threads.execute(stranger);
  }

  /** The request of this thread has valid credentials; from now on it may take any time. */
  void admit() {
    Stranger stranger = current.get();
    if (stranger != null) {
      leave(stranger);
    }
  }

  private synchronized void dismissLate() {
    long nowNanos = System.nanoTime();
    while (!strangers.isEmpty() && nowNanos - oldest().sinceNanos >= patienceNanos) {
      dismissOldest();
    }
  }

  private Stranger oldest() {
    return strangers.iterator().next();
  }

  // Called with this object's monitor.
  private void dismissOldest() {
    Stranger stranger = oldest();
    strangers.remove(stranger);
    stranger.dismissed = true;
    if (stranger.thread != null) {
      stranger.thread.interrupt();
    }
  }

  private synchronized void enter(Stranger stranger) {
    stranger.thread = Thread.currentThread();
    if (stranger.dismissed) {
      Thread.currentThread().interrupt();
    }
  }

  // From here on, nothing interrupts this thread; an earlier interrupt was for the stranger.
  private synchronized void leave(Stranger stranger) {
    strangers.remove(stranger);
    stranger.thread = null;
    Thread.interrupted();
  }

  /** Ends the threads, even if they are busy. */
  @Override
  public void close() {
    clock.shutdownNow();
    threads.shutdownNow();
  }

  /** A request until it is admitted, or over. The fields that change are guarded by the admission. */
  private final class Stranger implements Runnable {

    private final Runnable request;
    private final long sinceNanos = System.nanoTime();
    private @Nullable Thread thread;
    private boolean dismissed;

    Stranger(Runnable request) {
      this.request = request;
    }

    @Override
    public void run() {
      enter(this);
      current.set(this);
      try {
        request.run();
      } finally {
        current.remove();
        leave(this);
      }
    }
  }
}
