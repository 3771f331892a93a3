package dev.fanfare.local;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** A worker that may be slow to start, and meets what its calls are to meet. Thread-safe. */
final class FaultyWorker implements Worker {

  private static final long SLOW_START_MILLIS = 1_000;

  private final Environment worker;
  private final AtomicBoolean slow;
  private final Function<String, Misfortune> misfortunes;

  /**
   * @param slow whether it takes long until it asks for its first call
   * @param misfortunes of calls, by their request ids
   */
  FaultyWorker(Environment worker, boolean slow, Function<String, Misfortune> misfortunes) {
    this.worker = worker;
    this.slow = new AtomicBoolean(slow);
    this.misfortunes = misfortunes;
  }

  @Override
  public FunctionConfig function() {
    return worker.function();
  }

  @Override
  public CompletableFuture<Call> next() {
    CompletableFuture<Call> next = slow.getAndSet(false)
        ? CompletableFuture.supplyAsync(() -> true, FaultyFunctions.later(SLOW_START_MILLIS))
            .thenCompose(late -> worker.next())
        : worker.next();
    return next.thenApply(this::met);
  }

  private Call met(Call call) {
    Misfortune misfortune = misfortunes.apply(call.requestId());
    if (misfortune.is(Fault.CRASH_BEFORE)) {
      worker.kill();
      throw new IllegalStateException("as planned");
    }
    if (misfortune.is(Fault.CRASH_DURING)) {
      FaultyFunctions.later(misfortune.millis()).execute(() -> killDuring(call));
    } else if (misfortune.is(Fault.TIME_OUT)) {
      FaultyFunctions.later(misfortune.millis()).execute(() -> worker.timeOut(call));
    }
    return call;
  }

  private void killDuring(Call call) {
    if (!call.result().isDone()) {
      worker.kill();
    }
  }

  @Override
  public boolean respond(String requestId, byte[] payload) {
    if (misfortunes.apply(requestId).is(Fault.CRASH_AFTER)) {
      worker.kill();
      return true;
    }
    return worker.respond(requestId, payload);
  }

  @Override
  public boolean respondError(String requestId, byte[] payload) {
    return worker.respondError(requestId, payload);
  }

  @Override
  public void initError(byte[] payload) {
    worker.initError(payload);
  }
}
