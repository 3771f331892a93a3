package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.StoreException;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.store.Tagged;
import dev.fanfare.store.UrlSigner;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.InputReference;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.Payload;
import dev.fanfare.wire.Task;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class RunStoreTest {

  private static final String INPUT = "runs/r-1/inputs/000000000007-2.json";

  private final Memory memory = new Memory();
  private final RunStore store = new RunStore(memory, memory);

  @Test
  void a_batch_that_fits_travels_itself() {
    Batch batch = batch("x".repeat(100));
    int size = store.payload(batch, Integer.MAX_VALUE).join().length;

    assertThat(payload(store.payload(batch, size).join()))
        .isInstanceOfSatisfying(Invocation.class, invocation -> {
          assertThat(invocation.resultUrl())
              .isEqualTo(URI.create("https://store/put/runs/r-1/results/000000000007-2.json"));
          assertThat(invocation.batch().tasks()).hasSize(1);
        });
    assertThat(memory.objects).isEmpty();
  }

  @Test
  void a_batch_that_does_not_fit_lies_in_the_store_and_is_referred_to() {
    Batch batch = batch("x".repeat(100_000));
    int size = store.payload(batch, Integer.MAX_VALUE).join().length;

    byte[] reference = store.payload(batch, size - 1).join();

    assertThat(payload(reference))
        .isEqualTo(new InputReference(URI.create("https://store/get/" + INPUT)));
    byte[] input = Objects.requireNonNull(memory.objects.get(INPUT));
    assertThat(input).as("packed").hasSizeLessThan(2_000);
    Invocation read = Codec.readInvocation(new ByteArrayInputStream(input));
    assertThat(read.batch().tasks().get(0).call().arguments())
        .isEqualTo(batch.tasks().get(0).call().arguments());
  }

  @Test
  void functions_that_nobody_can_end_are_told_where_to_look_whether_their_run_is_stopped() {
    RunStore cancellable = new RunStore(memory, memory, StopNote.LEFT);
    Batch batch = batch("x");

    assertThat(payload(cancellable.payload(batch, Integer.MAX_VALUE).join()))
        .isInstanceOfSatisfying(
            Invocation.class,
            invocation -> assertThat(invocation.cancelUrl())
                .isEqualTo(URI.create("https://store/get/runs/r-1/cancelled/1")));
    assertThat(memory.objects).isEmpty();

    cancellable.cancel(batch).join();
    assertThat(memory.objects).containsKey("runs/r-1/cancelled/1");
  }

  @Test
  void functions_that_end_with_their_caller_look_nowhere() {
    store.cancel(batch("x")).join();

    assertThat(payload(store.payload(batch("x"), Integer.MAX_VALUE).join()))
        .isInstanceOfSatisfying(
            Invocation.class, invocation -> assertThat(invocation.cancelUrl()).isNull());
    assertThat(memory.objects).isEmpty();
  }

  @Test
  void a_session_that_is_resumed_is_not_stopped_by_the_one_before() {
    RunFolder folder = new RunFolder("r-1");
    Batch first = new Batch("r-1", 999_999_999, 1, batch("x").tasks());
    Batch resumed = new Batch("r-1", 1_000_000_000, 1, batch("x").tasks());

    assertThat(folder.cancelled(first)).isEqualTo("runs/r-1/cancelled/1");
    assertThat(folder.cancelled(resumed)).isEqualTo("runs/r-1/cancelled/2");
  }

  @Test
  void a_store_that_cannot_take_a_batch_is_told_of() {
    memory.failure = new StoreException("it is full", null);

    assertThatThrownBy(() -> store.payload(batch("x"), 10).join())
        .isInstanceOf(CompletionException.class)
        .hasCause(memory.failure);
  }

  @Test
  void names_of_objects_are_the_same_in_every_language() {
    java.util.Locale before = java.util.Locale.getDefault();
    try {
      java.util.Locale.setDefault(java.util.Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(new RunFolder("r-1").input(batch("x"))).isEqualTo(INPUT);
    } finally {
      java.util.Locale.setDefault(before);
    }
  }

  private static Payload payload(byte[] json) {
    return Codec.readPayload(new ByteArrayInputStream(json));
  }

  private static Batch batch(String argument) {
    return new Batch("r-1", 7, 2, List.of(new Task(3, delayed(SeedKernels::identity, argument))));
  }

  /** Objects in memory; URLs name what they are for. */
  private static final class Memory implements ObjectStore, UrlSigner {
    final Map<String, byte[]> objects = new TreeMap<>();
    StoreException failure;

    @Override
    public CompletableFuture<Void> put(String key, byte[] body) {
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      objects.put(key, body);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Boolean> putIfAbsent(String key, byte[] body) {
      return CompletableFuture.completedFuture(objects.putIfAbsent(key, body) == null);
    }

    @Override
    public CompletableFuture<byte[]> get(String key) {
      byte[] object = objects.get(key);
      return object == null
          ? CompletableFuture.failedFuture(new NoSuchObjectException(key, null))
          : CompletableFuture.completedFuture(object);
    }

    @Override
    public CompletableFuture<List<String>> list(String prefix) {
      return CompletableFuture.completedFuture(
          objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList());
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
      objects.remove(key);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public URI putUrl(String key) {
      return URI.create("https://store/put/" + key);
    }

    @Override
    public URI getUrl(String key) {
      return URI.create("https://store/get/" + key);
    }

    @Override
    public void close() {}
  }
}
