package dev.fanfare.parallel;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.worker.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the workers of a single call for a while, for the next single call with the same options
 * (joblib 1.6, loky's {@code get_reusable_executor}). Only one call uses them at a time; a call
 * that fails does not return them. Thread-safe.
 */
final class IdlePool implements AutoCloseable {

  /** The pool of this JVM; stops idle workers after 300 s, as loky does. */
  static final IdlePool SHARED = shared();

  /** What two calls must have in common to share workers. */
  private record Kind(
      Class<?> backend,
      String name,
      int workers,
      List<?> initializer,
      @Nullable StoreLocation store) {

    static Kind of(Settings settings) {
      Delayed<?> call = settings.options().initializer();
      return new Kind(
          settings.choice().backend().getClass(),
          settings.choice().name(),
          settings.workers(),
          call == null ? List.of() : List.of(call.name(), call.arguments()),
          settings.store());
    }
  }

  private record Idle(Kind kind, Pool pool) {}

  private final ScheduledExecutorService timer;
  private final Duration patience;

  // Guarded by this. Closing is slow, so it happens outside the lock.
  private @Nullable Idle idle;
  private @Nullable Future<?> expiry;

  /**
   * Creates an empty pool.
   *
   * @param timer stops idle workers
   * @param patience how long workers may be idle
   */
  IdlePool(ScheduledExecutorService timer, Duration patience) {
    this.timer = timer;
    this.patience = patience;
  }

  private static IdlePool shared() {
    IdlePool shared = new IdlePool(
        Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("fanfare-idle")),
        Duration.ofMinutes(5));
    Runtime.getRuntime().addShutdownHook(new Thread(shared::close, "fanfare-idle-shutdown"));
    return shared;
  }

  /** {@link Parallel#call(Iterable)} on idle workers, if there are any with the same options. */
  <T extends @Nullable Object> List<T> call(Settings settings, Iterable<Delayed<T>> tasks) {
    settings.tell();
    if (!settings.choice().backend().traits().startsSlowly() || settings.alone()) {
      try (Calls calls = new Calls(settings, null)) {
        return new ListCall<>(calls, tasks).run();
      }
    }
    Kind kind = Kind.of(settings);
    try (Calls calls = new Calls(settings, take(kind, settings))) {
      List<T> results = new ListCall<>(calls, tasks).run();
      keep(kind, calls.release());
      return results;
    }
  }

  private @Nullable Pool take(Kind kind, Settings settings) {
    Idle taken = empty();
    if (taken != null && !taken.kind.equals(kind)) {
      taken.pool.close();
      return null;
    }
    return taken == null ? null : taken.pool.renewed(settings);
  }

  private void keep(Kind kind, @Nullable Pool pool) {
    if (pool != null && !put(new Idle(kind, pool))) {
      pool.close();
    }
  }

  private synchronized boolean put(Idle next) {
    if (idle != null) {
      return false;
    }
    idle = next;
    expiry = timer.schedule(() -> expire(next), patience.toMillis(), TimeUnit.MILLISECONDS);
    return true;
  }

  @SuppressWarnings("ReferenceEquality") // The same workers, not equal ones.
  private void expire(Idle which) {
    boolean still;
    synchronized (this) {
      // Since the timer fired, these workers may have been taken and others kept.
      still = idle == which;
      idle = still ? null : idle;
    }
    if (still) {
      which.pool.close();
    }
  }

  private synchronized @Nullable Idle empty() {
    Idle taken = idle;
    idle = null;
    if (expiry != null) {
      expiry.cancel(/* mayInterruptIfRunning= */ false);
    }
    return taken;
  }

  /** Stops the idle workers, if any. The pool can be used again. */
  @Override
  public void close() {
    Idle last = empty();
    if (last != null) {
      last.pool.close();
    }
  }
}
