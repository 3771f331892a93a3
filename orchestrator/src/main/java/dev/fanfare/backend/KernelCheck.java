package dev.fanfare.backend;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.Version;
import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.NotAKernelException;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Inventory;
import dev.fanfare.wire.Ping;
import dev.fanfare.wire.Pong;
import dev.fanfare.wire.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds batches back until a function has said that it has their kernels, and the same as this process. It is asked once
 * for each kernel, before the kernel's first batch: in one small invocation for most runs. Thread-safe.
 */
final class KernelCheck {

  private final String function;
  private final Function<Ping, CompletableFuture<Pong>> ask;

  /** What the function's answer on a kernel was, by the kernel's full name. Guarded by this object's lock. */
  private final Map<String, CompletableFuture<Void>> verdicts = new HashMap<>();

  /** Completes when the last batch that was held back has passed. Guarded by this object's lock. */
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  /** How often runs were stopped. Guarded by this object's lock. */
  private long stops;

  /**
   * A check that has asked nothing yet.
   *
   * @param ask asks the function; if it fails, nothing is known, and the first batch will explain why
   */
  KernelCheck(String function, Function<Ping, CompletableFuture<Pong>> ask) {
    this.function = function;
    this.ask = ask;
  }

  /**
   * Submits a batch once its kernels are checked. If they are missing or different, nothing is submitted, and the result
   * fails with a {@link BackendUnavailableException}.
   */
  CompletableFuture<BatchResult> submit(
      Batch batch, Supplier<CompletableFuture<BatchResult>> submission) {
    long before = stops();
    CompletableFuture<Void> verdict = verdict(kernels(batch));
    return isGood(verdict) ? submission.get() : held(verdict, before, submission);
  }

  // In the order in which they came, because the workers are dealt out in that order.
  @SuppressWarnings("FutureReturnValueIgnored") // It lets the next batch pass.
  private synchronized CompletableFuture<BatchResult> held(
      CompletableFuture<Void> verdict,
      long before,
      Supplier<CompletableFuture<BatchResult>> submission) {
    CompletableFuture<Void> turn = verdict.thenCombine(last, (same, passed) -> null);
    CompletableFuture<Void> passed = new CompletableFuture<>();
    last = passed;
    turn.whenComplete((same, refused) -> {
      if (refused != null) {
        passed.complete(null);
      }
    });
    // Not by the client's thread, which is there for answers.
    return turn.thenComposeAsync(same -> {
      try {
        return unlessStopped(before, submission);
      } finally {
        passed.complete(null);
      }
    });
  }

  private static boolean isGood(CompletableFuture<Void> verdict) {
    return verdict.isDone() && !verdict.isCompletedExceptionally();
  }

  // Under the lock, so that it comes before a stop, which then ends it, or not at all.
  private synchronized CompletableFuture<BatchResult> unlessStopped(
      long before, Supplier<CompletableFuture<BatchResult>> submission) {
    return stops != before ? CompletableFuture.failedFuture(stopped()) : submission.get();
  }

  private synchronized long stops() {
    return stops;
  }

  /** Batches that are held back are lost; later ones ask again. */
  synchronized void abort() {
    List<CompletableFuture<Void>> open = new ArrayList<>(verdicts.values());
    verdicts.clear();
    stops++;
    open.forEach(verdict -> verdict.completeExceptionally(stopped()));
  }

  private static BatchLostException stopped() {
    return new BatchLostException(Reason.ABORTED, "the run was stopped", null);
  }

  private static Map<String, KernelMethod> kernels(Batch batch) {
    Map<String, KernelMethod> kernels = new LinkedHashMap<>();
    for (Task task : batch.tasks()) {
      add(task.call(), kernels);
    }
    Delayed<?> initializer = batch.conditions().initializer();
    if (initializer != null) {
      add(initializer, kernels);
    }
    return kernels;
  }

  private static void add(Delayed<?> call, Map<String, KernelMethod> kernels) {
    try {
      KernelMethod kernel = call.kernel();
      kernels.putIfAbsent(kernel.name(), kernel);
    } catch (NotAKernelException e) {
      // Whoever sends the batch says so.
    }
  }

  private synchronized CompletableFuture<Void> verdict(Map<String, KernelMethod> kernels) {
    Map<String, KernelMethod> unknown = new LinkedHashMap<>(kernels);
    unknown.keySet().removeAll(verdicts.keySet());
    if (!unknown.isEmpty()) {
      CompletableFuture<Void> verdict = new CompletableFuture<>();
      unknown.keySet().forEach(name -> verdicts.put(name, verdict));
      ask(unknown, verdict);
    }
    return CompletableFuture.allOf(kernels.keySet().stream()
        .map(verdicts::get)
        .distinct()
        .toArray(CompletableFuture<?>[]::new));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It ends in the verdict.
  private void ask(Map<String, KernelMethod> kernels, CompletableFuture<Void> verdict) {
    ask.apply(Ping.ofKernels(List.copyOf(kernels.keySet()))).whenComplete((pong, error) -> {
      String obstacle = pong == null ? null : obstacle(kernels, pong.inventory());
      if (obstacle == null) {
        verdict.complete(null);
      } else {
        verdict.completeExceptionally(new BackendUnavailableException(
            "function " + function + " " + obstacle + "; no task of it has run", null));
      }
    });
  }

  private static @Nullable String obstacle(
      Map<String, KernelMethod> kernels, @Nullable Inventory there) {
    if (there == null) {
      return "cannot say which kernels it has, because its Fanfare is older; deploy this version, "
          + Version.FANFARE;
    }
    return kernels.values().stream()
        .map(kernel -> obstacle(kernel, there.kernels().get(kernel.name())))
        .filter(found -> found != null)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String obstacle(KernelMethod kernel, @Nullable String there) {
    if (there == null) {
      return "has no kernel " + kernel.name()
          + "; add the jar with it to the function or its layer, and deploy again";
    }
    String here = kernel.fingerprint();
    // Unknown is not different: a wrong refusal is worse than a missed difference.
    return here.isEmpty() || there.isEmpty() || here.equals(there)
        ? null
        : "has another kernel " + kernel.name() + " than this process (there: " + brief(there)
            + ", here: " + brief(here) + "); build both with the same JDK from the same source, and"
            + " deploy again, or set @Kernel(version) in both if they are to count as the same";
  }

  private static String brief(String fingerprint) {
    return fingerprint.matches("[0-9a-f]{64}") ? fingerprint.substring(0, 12) : fingerprint;
  }
}
