package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.StoreException;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.Shared;
import dev.fanfare.parallel.SharingKernels;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.store.StoredBlobs;
import dev.fanfare.store.Tagged;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.SharedArgument;
import dev.fanfare.wire.Task;
import java.io.ByteArrayInputStream;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How shared arguments come to where workers read them. */
class SharedBlobsTest {

  @TempDir
  Path folder;

  private final List<String> puts = new ArrayList<>();
  private final Shared<double[]> shared = Shared.of(new double[] {1, 2, 3});
  private boolean broken;

  /** A folder that notes what is written. */
  private final class Counting implements ObjectStore {
    private final FolderStore objects = new FolderStore(folder);

    @Override
    public CompletableFuture<Boolean> putIfAbsent(String key, byte[] body) {
      if (broken) {
        return CompletableFuture.failedFuture(new StoreException("busy", null));
      }
      puts.add(key);
      return objects.putIfAbsent(key, body);
    }

    @Override
    public CompletableFuture<Void> put(String key, byte[] body) {
      puts.add(key);
      return objects.put(key, body);
    }

    @Override
    public CompletableFuture<byte[]> get(String key) {
      return objects.get(key);
    }

    @Override
    public CompletableFuture<Tagged> getTagged(String key) {
      return objects.getTagged(key);
    }

    @Override
    public CompletableFuture<Boolean> replace(String key, String tag, byte[] body) {
      return objects.replace(key, tag, body);
    }

    @Override
    public CompletableFuture<List<String>> list(String prefix) {
      return objects.list(prefix);
    }

    @Override
    public CompletableFuture<Void> delete(String key) {
      return objects.delete(key);
    }

    @Override
    public void close() {}
  }

  private RunStore downloading() {
    ObjectStore objects = new Counting();
    Signer signer = new Signer();
    return new RunStore(objects, signer, StopNote.NONE, SharedBlobs.behind(signer, objects));
  }

  private RunStore inPlace() {
    FolderStore objects = new FolderStore(folder);
    return new RunStore(objects, new Signer(), StopNote.NONE, SharedBlobs.in(folder, objects));
  }

  private static final class Signer implements dev.fanfare.store.UrlSigner {
    @Override
    public URI putUrl(String key) {
      return URI.create("https://store/put/" + key);
    }

    @Override
    public URI getUrl(String key) {
      return URI.create("https://store/get/" + key);
    }
  }

  private static Batch batch(String run, long number, Shared<double[]> shared) {
    return new Batch(
        run,
        number,
        1,
        List.of(
            new Task(0, delayed(SharingKernels::at, shared, 1)),
            new Task(1, delayed(SharingKernels::at, shared, 2))));
  }

  /** Where the worker of a batch is told to read its shared argument. */
  private static URI sent(RunStore store, Batch batch) {
    byte[] payload = store.payload(batch, RunStore.SYNCHRONOUS_BYTES).join();
    Invocation read = (Invocation) Codec.readPayload(new ByteArrayInputStream(payload));
    assertThat(read.blobs()).hasSize(1);
    return read.blobs().values().iterator().next();
  }

  private String sha256() {
    return SharedArgument.of(batch("r-1", 0, shared)).get(0).blob().sha256();
  }

  private List<String> left() {
    return new FolderStore(folder).list("").join();
  }

  @Test
  void a_shared_argument_is_uploaded_once_for_all_batches_and_runs_and_deleted_at_the_end() {
    RunStore store = downloading();
    for (int number = 0; number < 100; number++) {
      assertThat(sent(store, batch("r-1", number, shared)))
          .hasToString("https://store/get/runs/r-1/blobs/" + sha256());
    }
    sent(store, batch("r-2", 0, shared));

    assertThat(puts).containsExactly("runs/r-1/blobs/" + sha256());
    store.close();
    assertThat(left()).isEmpty();
  }

  @Test
  void one_that_is_kept_is_not_uploaded_again_by_the_next() {
    for (String run : List.of("r-1", "r-2")) {
      try (RunStore store = downloading()) {
        assertThat(sent(store, batch(run, 0, shared.kept())))
            .hasToString("https://store/get/blobs/" + sha256());
      }
    }

    assertThat(puts).containsExactly("blobs/" + sha256());
    assertThat(left()).containsExactly("blobs/" + sha256());
  }

  @Test
  void one_that_the_record_of_the_run_has_is_used_and_stays() {
    record();
    try (RunStore store = downloading()) {
      sent(store, batch("r-1", 0, shared));
    }

    assertThat(puts).isEmpty();
    assertThat(left()).containsExactly("runs/r-1/blobs/" + sha256());
  }

  private void record() {
    new StoredBlobs(new FolderStore(folder), new RunFolder("r-1"))
        .put(SharedArgument.of(batch("r-1", 0, shared)).get(0))
        .join();
  }

  @Test
  void an_upload_that_failed_is_made_again_with_the_batch() {
    RunStore store = downloading();
    broken = true;
    assertThatThrownBy(() -> sent(store, batch("r-1", 0, shared)))
        .hasRootCauseInstanceOf(StoreException.class);
    broken = false;

    sent(store, batch("r-1", 0, shared));

    assertThat(puts).hasSize(1);
  }

  @Test
  void workers_of_this_machine_are_told_the_file() {
    try (RunStore store = inPlace()) {
      Path file = Path.of(sent(store, batch("r-1", 0, shared)));

      assertThat(file).isEqualTo(folder.resolve("runs/r-1/blobs/" + sha256())).hasSize(24);
    }
  }

  @Test
  void a_file_that_was_there_is_checked_before_workers_map_it() throws Exception {
    record();
    Files.write(folder.resolve("runs/r-1/blobs/" + sha256()), new byte[24]);

    try (RunStore store = inPlace()) {
      assertThatThrownBy(() -> sent(store, batch("r-1", 0, shared)))
          .hasRootCauseInstanceOf(FanfareException.class)
          .hasMessageContaining("is damaged in the store");
    }
  }

  @Test
  void an_argument_that_no_task_can_use_any_more_is_deleted_when_the_next_one_is_written() {
    RunStore store = downloading();
    WeakReference<double[]> first = new WeakReference<>(sendOne(store, 0, 1.0));
    double[] second = sendOne(store, 1, 2.0);
    assertThat(left()).hasSize(2);
    while (!first.refersTo(null)) {
      System.gc();
    }

    double[] third = sendOne(store, 2, 3.0);

    assertThat(left()).hasSize(2);
    // It was deleted, so it is written again.
    double[] again = sendOne(store, 3, 1.0);
    assertThat(left()).hasSize(3);
    assertThat(puts).hasSize(4);
    Reference.reachabilityFence(List.of(second, third, again));
    store.close();
    assertThat(left()).isEmpty();
  }

  @Test
  void an_argument_stays_while_a_task_has_an_equal_one() {
    RunStore store = downloading();
    WeakReference<double[]> first = new WeakReference<>(sendOne(store, 0, 1.0));
    double[] equal = sendOne(store, 1, 1.0);
    while (!first.refersTo(null)) {
      System.gc();
    }

    double[] next = sendOne(store, 2, 2.0);

    assertThat(left()).hasSize(2);
    Reference.reachabilityFence(List.of(equal, next));
  }

  /** Sends an array of its own. */
  private static double[] sendOne(RunStore store, long number, double value) {
    double[] array = {value, 2, 3};
    sent(store, batch("r-1", number, Shared.of(array)));
    return array;
  }
}
