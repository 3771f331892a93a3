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
 * Keeps the workers of one bare call for the next one that wants the same, for a while (joblib 1.6,
 * loky's {@code get_reusable_executor}). Whoever takes them has them alone; a call that fails does not
 * bring them back. Thread-safe.
 */
final class IdlePool implements AutoCloseable {

  /** The JVM's own; idle workers are stopped after loky's 300 s. */
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

  // Guarded by this. Nothing is closed under the lock: that takes a while.
  private @Nullable Idle idle;
  private @Nullable Future<?> expiry;

  /**
   * Keeps nothing yet.
   *
   * @param timer stops what nobody has wanted
   * @param patience after such a time
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

  /** {@link Parallel#call(Iterable)} on workers that are ready, if there are any of that kind. */
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
      // They may have been taken, and others kept, since the timer went off.
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

  /** Stops the workers that lie here, if any. Others can be kept after that. */
  @Override
  public void close() {
    Idle last = empty();
    if (last != null) {
      last.pool.close();
    }
  }
}
