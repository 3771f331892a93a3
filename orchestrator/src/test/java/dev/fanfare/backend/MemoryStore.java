package dev.fanfare.backend;

import dev.fanfare.LambdaUse;
import dev.fanfare.StoreException;
import dev.fanfare.local.Fault;
import dev.fanfare.local.FaultPlan;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.Tagged;
import dev.fanfare.store.UrlSigner;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * S3 in memory and in virtual time, with faults by plan. What a function does through a URL happens at once; what the orchestrator
 * asks for takes a while. Not thread-safe.
 */
final class MemoryStore implements ObjectStore, UrlSigner {

  static final int CREATED = 200;
  static final int REFUSED_BY_CONDITION = 412;
  static final int SLOW_DOWN = 503;

  private static final String URLS = "http://store.invalid/";
  private static final Duration LATENCY = Duration.ofMillis(12);

  private final TreeMap<String, byte[]> objects = new TreeMap<>();
  private final VirtualTime time;
  private final FaultPlan plan;
  private final boolean readOnce;
  private final Set<Fault> met = EnumSet.noneOf(Fault.class);
  private long requests;
  private long uploads;
  private long puts;
  private long gets;

  private MemoryStore(VirtualTime time, FaultPlan plan, boolean readOnce) {
    this.time = time;
    this.plan = plan;
    this.readOnce = readOnce;
  }

  /** A store that keeps everything. */
  MemoryStore(VirtualTime time, FaultPlan plan) {
    this(time, plan, /* readOnce= */ false);
  }

  /** A store that lets go of an object once it was read, so that a long run's results do not fill the memory. */
  static MemoryStore readOnce(VirtualTime time) {
    return new MemoryStore(time, FaultPlan.NONE, /* readOnce= */ true);
  }

  @Override
  public URI putUrl(String key) {
    return URI.create(URLS + key);
  }

  @Override
  public URI getUrl(String key) {
    return URI.create(URLS + key);
  }

  /** A function's PUT of a result with {@code If-None-Match: *}: the status that it is answered with. */
  int upload(URI url, byte[] body) {
    long number = uploads++;
    if (meets(Fault.STORE_503, requests++)) {
      return SLOW_DOWN;
    }
    puts++;
    String key = url.toString().substring(URLS.length());
    return objects.putIfAbsent(key, damaged(body, number)) == null ? CREATED : REFUSED_BY_CONDITION;
  }

  /** A function's GET: the object, or null. */
  byte @Nullable [] download(URI url) {
    return objects.get(url.toString().substring(URLS.length()));
  }

  private byte[] damaged(byte[] body, long number) {
    if (meets(Fault.TRUNCATE_RESULT, number)) {
      double amount = plan.amount(Fault.TRUNCATE_RESULT, number);
      return Arrays.copyOf(body, (int) (amount * body.length));
    }
    if (!meets(Fault.CORRUPT_RESULT, number)) {
      return body;
    }
    byte[] corrupted = body.clone();
    int at = (int) (plan.amount(Fault.CORRUPT_RESULT, number) * Math.max(0, corrupted.length - 16));
    for (int i = at; i < Math.min(at + 16, corrupted.length); i++) {
      corrupted[i] ^= (byte) 0x80;
    }
    return corrupted;
  }

  @Override
  public CompletableFuture<Boolean> putIfAbsent(String key, byte[] body) {
    return later(() -> {
      puts++;
      return objects.putIfAbsent(key, body) == null;
    });
  }

  @Override
  public CompletableFuture<Void> put(String key, byte[] body) {
    return later(() -> {
          puts++;
          return objects.put(key, body);
        })
        .thenAccept(before -> {});
  }

  @Override
  public CompletableFuture<byte[]> get(String key) {
    return later(() -> {
      gets++;
      byte[] body = readOnce ? objects.remove(key) : objects.get(key);
      if (body == null) {
        throw new NoSuchObjectException(key, null);
      }
      return body;
    });
  }

  @Override
  public CompletableFuture<List<String>> list(String prefix) {
    return later(() -> objects.tailMap(prefix).keySet().stream()
        .takeWhile(key -> key.startsWith(prefix))
        .toList());
  }

  @Override
  public CompletableFuture<Tagged> getTagged(String key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Boolean> replace(String key, String tag, byte[] body) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> delete(String key) {
    return later(() -> objects.remove(key)).thenAccept(before -> {});
  }

  private <T> CompletableFuture<T> later(Supplier<T> request) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    long number = requests++;
    time.after(LATENCY, () -> {
      try {
        refuseByPlan(number);
        answer.complete(request.get());
      } catch (StoreException e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  private void refuseByPlan(long number) {
    if (meets(Fault.STORE_503, number)) {
      throw new StoreException("the store answered 503 SlowDown", null);
    }
    if (meets(Fault.CLOCK_SKEW, number)) {
      throw new StoreException("the store answered 403 RequestTimeTooSkewed", null);
    }
  }

  private boolean meets(Fault kind, long number) {
    return plan.strikes(kind, number) && (met.contains(kind) || met.add(kind));
  }

  /** What S3 charges for: requests that it has answered, other than with 403 or 503. */
  LambdaUse billed() {
    return new LambdaUse(0, 0, puts, gets);
  }

  /** The faults that have befallen a request. */
  Set<Fault> met() {
    return met;
  }

  @Override
  public void close() {}
}
