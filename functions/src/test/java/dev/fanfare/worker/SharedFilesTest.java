package dev.fanfare.worker;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.kernel.Blob;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.Shared;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.SharedArgument;
import dev.fanfare.wire.SharedKernels;
import dev.fanfare.wire.Task;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker's shared values, from a store on this machine. */
@Timeout(60)
class SharedFilesTest {

  private static final int MB = 1_000_000;

  @TempDir
  Path folder;

  private final Retry retry = new Retry(Deadline.NONE, millis -> {}, () -> 0);
  private long diskBytes = 100L * MB;
  private SharedFiles files = new SharedFiles(Path.of("/"), null, any -> 0);

  @BeforeEach
  void open() {
    files = new SharedFiles(folder, folder.resolve("store"), any -> diskBytes - used());
  }

  private long used() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private static double[] random(int seed, int bytes) {
    return new Random(seed).doubles(bytes / Double.BYTES).toArray();
  }

  private static byte[] bytes(double[] array) {
    ByteBuffer bytes = ByteBuffer.allocate(array.length * Double.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(array);
    return bytes.array();
  }

  /** The values that the tasks of an invocation receive, after it has travelled. */
  @SuppressWarnings("unchecked") // They all share an array.
  private List<Shared<double[]>> received(URI place, double[] array, int tasks) throws IOException {
    Shared<double[]> shared = Shared.of(array);
    Batch batch = new Batch(
        "run",
        0,
        1,
        IntStream.range(0, tasks)
            .mapToObj(i -> new Task(i, delayed(SharedKernels::at, shared, i)))
            .toList());
    String sha256 = SharedArgument.of(batch).get(0).blob().sha256();
    byte[] payload = Codec.write(
        new Invocation(batch, URI.create("http://store/result"), null, Map.of(sha256, place)));
    Invocation invocation = (Invocation) Codec.readPayload(new ByteArrayInputStream(payload));
    files.bind(invocation, retry);
    return SharedArgument.of(invocation.batch()).stream()
        .map(argument -> (Shared<double[]>) argument.shared())
        .toList();
  }

  @Test
  void what_many_tasks_and_batches_share_is_downloaded_once_in_parts() throws Exception {
    double[] array = random(1, 20 * MB);
    try (Store store = new Store(200)) {
      store.input = bytes(array);
      List<Shared<double[]>> first = received(store.url(), array, 3);
      List<Shared<double[]>> second = received(store.url(), array, 2);

      assertThat(store.requests).as("parts of 8 MiB").hasSize(3);
      assertThat(first.get(0).get()).isEqualTo(array);
      assertThat(Stream.concat(first.stream(), second.stream()))
          .allSatisfy(shared -> assertThat(shared.get()).isSameAs(first.get(0).get()));
      assertThat(second.get(1).asDoubles().get(array.length - 1))
          .isEqualTo(array[array.length - 1]);
      assertThat(second.get(1).asDoubles().isReadOnly()).isTrue();
    }
  }

  @Test
  void a_broken_connection_costs_one_part() throws Exception {
    double[] array = random(1, 20 * MB);
    try (Store store = new Store(200, 503, -1, 200)) {
      store.input = bytes(array);

      assertThat(received(store.url(), array, 1).get(0).get()).isEqualTo(array);
      assertThat(store.requests).hasSizeBetween(5, 6);
    }
  }

  @Test
  void what_was_not_used_for_longest_gives_way_if_the_disk_is_full() throws Exception {
    double[] first = random(1, 30 * MB);
    double[] second = random(2, 30 * MB);
    double[] third = random(3, 30 * MB);
    try (Store one = new Store(200);
        Store two = new Store(200);
        Store three = new Store(200)) {
      one.input = bytes(first);
      two.input = bytes(second);
      three.input = bytes(third);
      received(one.url(), first, 1);
      received(two.url(), second, 1);
      received(one.url(), first, 1);

      assertThat(received(three.url(), third, 1).get(0).get()).isEqualTo(third);
      assertThat(used()).isEqualTo(60 * MB);
      assertThat(received(one.url(), first, 1).get(0).get()).isEqualTo(first);
      assertThat(one.requests).as("still there").hasSize(4);
      assertThat(received(two.url(), second, 1).get(0).get()).isEqualTo(second);
      assertThat(two.requests).as("again").hasSize(8);
    }
  }

  @Test
  void one_that_does_not_fit_fails_its_tasks_with_the_sizes() throws Exception {
    double[] array = random(1, 2 * MB);
    diskBytes = 18 * MB;
    try (Store store = new Store(200)) {
      Shared<double[]> shared = received(store.url(), array, 1).get(0);

      assertThat(store.requests).isEmpty();
      assertThatThrownBy(shared::get)
          .isInstanceOf(FanfareException.class)
          .hasMessageContaining("needs 18.8 MB in " + folder + ", which has 18.0 MB free");
    }
  }

  @Test
  void one_that_is_damaged_fails_its_tasks() throws Exception {
    double[] array = random(1, 9 * MB);
    try (Store store = new Store(200)) {
      store.input = bytes(array);
      store.input[8 * MB]++;
      Shared<double[]> shared = received(store.url(), array, 1).get(0);

      assertThatThrownBy(shared::get)
          .isInstanceOf(FanfareException.class)
          .hasMessageContaining("is damaged in the store: its SHA-256 is ");
      assertThat(used()).isZero();
    }
  }

  @Test
  void a_url_that_is_denied_or_expired_loses_the_batch_without_showing_it() throws Exception {
    double[] array = random(1, MB);
    try (Store store = new Store(403)) {
      assertThatThrownBy(() -> received(store.url(), array, 1))
          .isInstanceOf(InputDownloadException.class)
          .hasMessageContaining("shared double[] of 1000000 bytes")
          .hasMessageEndingWith("from the store: it answered 403");
      assertThat(store.requests).hasSize(1);
    }
  }

  @Test
  void a_file_of_the_store_of_this_machine_is_read_where_it_is() throws Exception {
    double[] array = random(1, MB);
    Path file = Files.createDirectories(folder.resolve("store")).resolve("blob");
    Files.write(file, bytes(array));

    Shared<double[]> shared = received(file.toUri(), array, 1).get(0);

    assertThat(shared.get())
        .isEqualTo(array)
        .isSameAs(received(file.toUri(), array, 1).get(0).get());
    assertThat(used()).isEqualTo(MB);
  }

  @Test
  void no_file_outside_of_the_store_is_read() throws Exception {
    double[] array = random(1, MB);
    Path file = folder.resolve("secret");
    Files.write(file, bytes(array));
    URI around = URI.create(folder.resolve("store").toUri() + "/../secret");

    for (URI place : List.of(file.toUri(), around)) {
      Shared<double[]> shared = received(place, array, 1).get(0);
      assertThatThrownBy(shared::get)
          .as(place.toString())
          .hasMessageEndingWith("must be in the store, not in another file");
    }
  }

  @Test
  void a_file_of_the_store_that_was_cut_fails_its_tasks() throws Exception {
    double[] array = random(1, MB);
    Path file = Files.createDirectories(folder.resolve("store")).resolve("blob");
    Files.write(file, new byte[MB - 1]);

    assertThatThrownBy(received(file.toUri(), array, 1).get(0)::get)
        .hasMessageEndingWith("is damaged in the store: it has 999999 bytes");
  }

  @Test
  void an_array_that_does_not_fit_into_the_heap_fails_its_tasks_with_the_sizes() {
    Blob blob = new Blob("a".repeat(64), "byte[]", 8_000_000L * MB);
    SharedFile shared =
        new SharedFile(folder.resolve("blob"), blob, byte[].class, new SharedHeap());

    assertThatThrownBy(shared::value)
        .isInstanceOf(FanfareException.class)
        .hasMessageContaining("needs 8000000.0 MB of heap, but this worker has ")
        .hasMessageContaining("asDoubles()");
  }
}
