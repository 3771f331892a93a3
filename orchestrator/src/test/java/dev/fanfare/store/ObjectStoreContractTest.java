package dev.fanfare.store;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.StoreException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** What every object store keeps to, wherever its objects are. Each test has a store that is empty. */
@ParameterizedClass
@ValueSource(strings = {"folder", "S3"})
@Timeout(60)
final class ObjectStoreContractTest {

  private static final int LARGE_BYTES = 8 << 20;

  @TempDir
  private static Path cloud;

  private static Bucket bucket;
  private static SdkAsyncHttpClient http;

  /** How many stores there have been in the bucket. */
  private static final AtomicInteger STORES = new AtomicInteger();

  @Parameter
  private String kind;

  @TempDir
  private Path folder;

  private String prefix;
  private ObjectStore store;

  @BeforeAll
  static void start() {
    bucket = new Bucket(cloud);
    http = Connections.to(bucket.access("").endpoint()).build();
  }

  @AfterAll
  static void stop() {
    http.close();
    bucket.close();
  }

  @BeforeEach
  void open() {
    prefix = "some/where-" + STORES.incrementAndGet() + "/";
    store = store();
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** One more store of the same objects. */
  private ObjectStore store() {
    return kind.equals("S3") ? S3Store.connect(http, bucket.access(prefix)) : files();
  }

  /** The same objects by their files, which are written faster than a bucket's objects. */
  private FolderStore files() {
    return new FolderStore(
        kind.equals("S3") ? cloud.resolve("bucket").resolve(prefix) : folder.resolve("store"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String text(String key) {
    return new String(store.get(key).join(), StandardCharsets.UTF_8);
  }

  private void putAll(String... keys) {
    putAll(store, keys);
  }

  private static void putAll(ObjectStore store, String... keys) {
    List<CompletableFuture<Boolean>> puts =
        Arrays.stream(keys).map(key -> store.putIfAbsent(key, bytes("x"))).toList();
    assertThat(puts).allMatch(CompletableFuture::join);
  }

  @Test
  void an_object_that_is_put_replaces_what_was_there() {
    store.put("runs/1/run.json", bytes("first")).join();
    store.put("runs/1/run.json", bytes("second")).join();

    assertThat(text("runs/1/run.json")).isEqualTo("second");
  }

  @Test
  void an_object_that_is_put_if_absent_stays_as_it_is() {
    assertThat(store.putIfAbsent("runs/1", bytes("first")).join()).isTrue();
    assertThat(store.putIfAbsent("runs/1", bytes("second")).join()).isFalse();
    store.put("runs/2", bytes("put")).join();
    assertThat(store.putIfAbsent("runs/2", bytes("late")).join()).isFalse();

    assertThat(text("runs/1")).isEqualTo("first");
    assertThat(text("runs/2")).isEqualTo("put");
  }

  @Test
  void of_many_that_put_at_once_one_wins_and_its_object_stays() throws Exception {
    try (PutRace race = new PutRace(8)) {
      for (int round = 0; round < 25; round++) {
        String key = "runs/race/" + round;

        List<String> winners =
            race.winners(this::store, (own, body) -> own.putIfAbsent(key, body).join());

        assertThat(winners).containsExactly(text(key));
      }
    }
  }

  @Test
  void an_object_is_replaced_only_if_it_is_what_was_read() {
    store.put("merged", bytes("first")).join();
    Tagged first = store.getTagged("merged").join();

    assertThat(first.body()).isEqualTo(bytes("first"));
    assertThat(store.replace("merged", first.tag(), bytes("second")).join()).isTrue();
    assertThat(text("merged")).isEqualTo("second");
    assertThat(store.replace("merged", first.tag(), bytes("third")).join()).isFalse();
    assertThat(text("merged")).isEqualTo("second");
    String second = store.getTagged("merged").join().tag();
    assertThat(store.replace("merged", second, bytes("third")).join()).isTrue();
    assertThat(text("merged")).isEqualTo("third");
  }

  @Test
  void an_object_that_is_gone_is_not_replaced() {
    store.put("merged", bytes("first")).join();
    String tag = store.getTagged("merged").join().tag();
    store.delete("merged").join();

    assertThat(store.replace("merged", tag, bytes("second")).join()).isFalse();
    assertThat(store.replace("none/merged", tag, bytes("second")).join()).isFalse();
    assertThat(store.list("").join()).isEmpty();
    assertThatThrownBy(() -> store.getTagged("merged").join())
        .hasCauseInstanceOf(NoSuchObjectException.class);
  }

  @Test
  void of_many_that_replace_the_same_content_at_once_one_wins_and_its_object_stays()
      throws Exception {
    try (PutRace race = new PutRace(8)) {
      for (int round = 0; round < 25; round++) {
        String key = "merged/" + round;
        store.put(key, bytes("first")).join();
        String tag = store.getTagged(key).join().tag();

        List<String> winners =
            race.winners(this::store, (own, body) -> own.replace(key, tag, body).join());

        assertThat(winners).containsExactly(text(key));
      }
    }
  }

  @Test
  void what_one_store_has_written_another_one_reads() {
    store.put("runs/1/run.json", bytes("x")).join();

    try (ObjectStore other = store()) {
      assertThat(other.get("runs/1/run.json").join()).isEqualTo(bytes("x"));
      assertThat(other.putIfAbsent("runs/1/run.json", bytes("y")).join()).isFalse();
      other.delete("runs/1/run.json").join();
    }
    assertThat(store.list("").join()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs/1/none", "runs/none/1", "none"})
  void what_is_not_there_is_told_as_that(String key) {
    store.put("runs/1/there", bytes("x")).join();

    assertThatThrownBy(() -> store.get(key).join())
        .hasCauseInstanceOf(NoSuchObjectException.class)
        .hasMessageContaining(key);
    assertThatThrownBy(() -> store.get(key, folder.resolve("none")).join())
        .hasCauseInstanceOf(NoSuchObjectException.class);
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, LARGE_BYTES})
  void a_body_of_any_length_comes_back_as_it_went(int length) {
    byte[] body = new byte[length];
    new Random(length).nextBytes(body);

    store.put("put", body).join();
    store.putIfAbsent("put-if-absent", body).join();
    store.get("put", folder.resolve("file")).join();
    store.put("put-file", folder.resolve("file")).join();

    assertThat(store.get("put").join()).isEqualTo(body);
    assertThat(store.get("put-file").join()).isEqualTo(body);
    assertThat(store.get("put-if-absent").join()).isEqualTo(body);
    assertThat(folder.resolve("file")).hasBinaryContent(body);
  }

  @Test
  void a_part_of_an_object_is_read_as_far_as_there_is_one() {
    store.put("runs/1", bytes("0123456789")).join();
    store.put("runs/empty", bytes("")).join();

    assertThat(part("runs/1", 0, 4)).isEqualTo("0123");
    assertThat(part("runs/1", 4, 6)).isEqualTo("456789");
    assertThat(part("runs/1", 8, 1 << 30)).isEqualTo("89");
    assertThat(part("runs/1", 10, 4)).isEmpty();
    assertThat(part("runs/1", 1L << 40, 4)).isEmpty();
    assertThat(part("runs/empty", 0, 4)).isEmpty();
    assertThatThrownBy(() -> part("runs/none", 0, 4))
        .hasCauseInstanceOf(NoSuchObjectException.class);
  }

  private String part(String key, long offset, int most) {
    return new String(store.get(key, offset, most).join(), StandardCharsets.UTF_8);
  }

  @Test
  void what_is_appended_stays_and_more_is_added_where_an_object_takes_more() {
    List<String> keys = List.of("runs/1/a", "runs/1/b", "runs/1/c");
    int key = 0;
    for (String line : List.of("1", "2", "3")) {
      key += store.append(keys.get(key), bytes(line)).join() ? 0 : 1;
    }

    String all = store.list("runs/1/").join().stream().map(this::text).collect(joining());
    assertThat(all).isEqualTo("123");
  }

  @Test
  void keys_are_listed_in_ascending_order() {
    putAll("runs/b/2", "runs/b/10", "runs/b-1", "runs/b0", "runs/B/1", "runs/a/1/2", "other/1");

    assertThat(store.list("").join())
        .containsExactly(
            "other/1", "runs/B/1", "runs/a/1/2", "runs/b-1", "runs/b/10", "runs/b/2", "runs/b0");
  }

  @Test
  void keys_are_listed_that_begin_with_the_prefix() {
    putAll("runs/b/2", "runs/b/10", "runs/a/1", "other/1");

    assertThat(store.list("runs/").join()).containsExactly("runs/a/1", "runs/b/10", "runs/b/2");
    assertThat(store.list("runs/b/1").join()).containsExactly("runs/b/10");
    assertThat(store.list("ru").join()).hasSize(3);
    assertThat(store.list("runs/b/10").join()).containsExactly("runs/b/10");
    assertThat(store.list("none/").join()).isEmpty();
    assertThat(store.list("runs/a/1/").join()).isEmpty();
  }

  @Test
  void keys_are_listed_from_a_key_on_whether_it_is_there_or_not() {
    putAll("runs/1/1", "runs/1/1-1", "runs/1/10", "runs/1/2", "runs/2/1");

    assertThat(store.list("runs/1/", "runs/1/10").join()).containsExactly("runs/1/10", "runs/1/2");
    assertThat(store.list("runs/1/", "runs/1/11").join()).containsExactly("runs/1/2");
    assertThat(store.list("runs/1/", "runs/1/3").join()).isEmpty();
  }

  @Test
  void more_keys_are_listed_than_an_answer_of_S3_has() {
    String[] keys = IntStream.range(0, 1_001)
        .mapToObj(n -> "runs/" + (10_000 + n) + "/1")
        .toArray(String[]::new);
    putAll(files(), keys);

    assertThat(store.list("runs/").join()).containsExactly(keys);
    assertThat(store.list("runs/", keys[0]).join()).containsExactly(keys);
    assertThat(store.folders("runs/").join()).hasSize(keys.length).endsWith("runs/11000");
  }

  @Test
  void folders_are_listed_by_their_names_in_ascending_order() {
    putAll("runs/b/2", "runs/b/10", "runs/b-1/1", "runs/a/1/2", "runs/file", "other/1", "file");

    assertThat(store.folders("runs/").join()).containsExactly("runs/a", "runs/b", "runs/b-1");
    assertThat(store.folders("").join()).containsExactly("other", "runs");
    assertThat(store.folders("runs/b/").join()).isEmpty();
    assertThat(store.folders("none/").join()).isEmpty();
  }

  @Test
  void what_is_deleted_is_gone_and_nothing_else() {
    putAll("runs/1", "runs/10", "runs/2");

    store.delete("runs/1").join();

    assertThatThrownBy(() -> store.get("runs/1").join())
        .hasCauseInstanceOf(NoSuchObjectException.class);
    assertThat(store.list("").join()).containsExactly("runs/10", "runs/2");
    assertThat(store.putIfAbsent("runs/1", bytes("again")).join()).isTrue();
  }

  @Test
  void the_last_object_that_is_deleted_leaves_nothing() {
    putAll("runs/1/2/3");

    store.delete("runs/1/2/3").join();

    assertThat(store.list("").join()).isEmpty();
    assertThat(store.folders("").join()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs/2", "none/1", "none"})
  void what_is_not_there_can_be_deleted(String key) {
    putAll("runs/1");

    store.delete(key).join();

    assertThat(store.list("").join()).containsExactly("runs/1");
  }

  @Test
  void an_interrupt_keeps_nothing_from_being_written_or_read() {
    store.put("old", bytes("0")).join();
    Thread.currentThread().interrupt();

    store.put("a", bytes("1")).join();
    boolean first = store.putIfAbsent("b", bytes("2")).join();
    boolean replaced =
        store.replace("b", store.getTagged("b").join().tag(), bytes("2")).join();
    store.append("c", bytes("3")).join();
    String read = text("b");
    String part = part("c", 0, 8);
    store.get("b", folder.resolve("file")).join();
    store.delete("old").join();
    List<String> keys = store.list("").join();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(first).isTrue();
    assertThat(replaced).isTrue();
    assertThat(read).isEqualTo("2");
    assertThat(part).isEqualTo("3");
    assertThat(text("a")).isEqualTo("1");
    assertThat(folder.resolve("file")).hasContent("2");
    assertThat(keys).containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../stolen", "runs/../../stolen", "runs/1\u0000"})
  void a_key_that_leads_elsewhere_is_neither_written_nor_read(String key) {
    assertThatThrownBy(() -> store.put(key, bytes("x")).join())
        .hasCauseInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.putIfAbsent(key, bytes("x")).join())
        .hasCauseInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.append(key, bytes("x")).join())
        .hasCauseInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.get(key).join()).hasCauseInstanceOf(StoreException.class);
    assertThat(store.list("").join()).isEmpty();
  }
}
