package dev.fanfare.memo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.store.Bucket;
import dev.fanfare.store.Connections;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.S3Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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

/** What is added is found, in a folder and in a bucket. Each test has a memo that is empty. */
@ParameterizedClass
@ValueSource(strings = {"folder", "S3"})
@Timeout(60)
final class MemoStoreTest {

  private static final int MANY = 40_000;
  private static final int MOST_REQUESTS = 300;

  @TempDir
  private static Path cloud;

  private static Bucket bucket;
  private static SdkAsyncHttpClient http;
  private static final AtomicInteger STORES = new AtomicInteger();

  @Parameter
  private String kind;

  private final List<String> warnings = new ArrayList<>();
  private final Entries.Time time = new Entries.Time();
  private CountingStore objects;

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
    String place = "memo-" + STORES.incrementAndGet();
    ObjectStore store = kind.equals("S3")
        ? S3Store.connect(http, bucket.access(place + "/"))
        : new FolderStore(cloud.resolve(place));
    objects = new CountingStore(store);
  }

  @AfterEach
  void close() {
    objects.close();
    assertThat(warnings).isEmpty();
  }

  private MemoStore memo() {
    return memo(MemoLimits.NONE);
  }

  private MemoStore memo(MemoLimits limits) {
    return MemoStore.open(objects, "memo/", limits, time, warnings::add);
  }

  private void addAll(List<Entry> entries) {
    try (MemoStore memo = memo()) {
      entries.forEach(memo::add);
    }
  }

  /** The keys of those entries that are not found as they are. */
  private static List<String> lost(MemoStore memo, List<Entry> entries) {
    return entries.stream()
        .filter(entry -> !(memo.contains(entry.key()) && entry.equals(memo.find(entry.key()))))
        .map(Entry::key)
        .limit(5)
        .toList();
  }

  @Test
  void an_entry_is_found_as_it_was_added_before_and_after_it_is_stored() {
    try (MemoStore memo = memo()) {
      memo.add(Entries.entry(1));
      assertThat(memo.find(Entries.key(1))).isEqualTo(Entries.entry(1));
      memo.flush();
      assertThat(memo.find(Entries.key(1))).isEqualTo(Entries.entry(1));
      assertThat(memo.contains(Entries.key(1))).isTrue();
      assertThat(memo.find(Entries.key(2))).isNull();
      assertThat(memo.contains(Entries.key(2))).isFalse();
    }
    try (MemoStore memo = memo()) {
      assertThat(memo.contains(Entries.key(1))).isTrue();
      assertThat(memo.find(Entries.key(1))).isEqualTo(Entries.entry(1));
      assertThat(memo.find(Entries.key(2))).isNull();
    }
  }

  @Test
  void what_flush_acknowledges_is_seen_by_another_store_that_looks() {
    try (MemoStore writer = memo();
        MemoStore reader = memo()) {
      writer.add(Entries.entry(1));
      reader.refresh();
      assertThat(reader.contains(Entries.key(1))).isFalse();
      writer.flush();
      reader.refresh();
      assertThat(reader.find(Entries.key(1))).isEqualTo(Entries.entry(1));
    }
  }

  @Test
  void of_entries_with_the_same_key_the_newest_is_found() {
    Entry old = Entries.entry(1, "\"old\"");
    Entry now = new Entry(
        old.key(),
        old.kernel(),
        old.task(),
        "\"now\"",
        Entries.key(-2),
        5,
        old.created().plusSeconds(1));
    addAll(List.of(now));
    addAll(List.of(old));

    try (MemoStore memo = memo()) {
      assertThat(memo.find(old.key())).isEqualTo(now);
      memo.remove(entry -> false);
      assertThat(memo.find(old.key())).isEqualTo(now);
      assertThat(memo.summaries()).hasSize(1);
    }
  }

  private static List<Entry> later(List<Entry> entries) {
    return entries.stream()
        .map(old -> new Entry(
            old.key(),
            old.kernel(),
            old.task(),
            "\"later\"",
            old.code(),
            5,
            old.created().plusSeconds(1)))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 10})
  void an_entry_that_was_replaced_does_not_come_back_when_its_successor_is_removed(int replaced) {
    addAll(Entries.range(0, 10));
    addAll(later(Entries.range(0, replaced)));

    try (MemoStore memo = memo()) {
      assertThat(memo.remove(entry -> true).entries()).isEqualTo(10);
      assertThat(memo.summaries()).isEmpty();
    }
    try (MemoStore memo = memo()) {
      assertThat(memo.summaries()).isEmpty();
      assertThat(Entries.range(0, 10)).noneMatch(entry -> memo.contains(entry.key()));
    }
  }

  @Test
  void an_entry_that_was_replaced_does_not_come_back_after_a_merge() {
    addAll(Entries.range(0, 10));
    addAll(later(Entries.range(0, 3)));
    try (MemoStore memo = memo()) {
      memo.remove(entry -> false);
    }

    try (MemoStore memo = memo()) {
      memo.remove(entry -> entry.key().equals(Entries.key(1)));
    }
    // Without shards, the segments' own indexes say what there is.
    objects.list("memo/merged/").join().stream()
        .filter(name -> name.endsWith(".shard"))
        .forEach(shard -> objects.delete(shard).join());
    try (MemoStore memo = memo()) {
      assertThat(memo.contains(Entries.key(1))).isFalse();
      assertThat(lost(memo, later(Entries.range(2, 3)))).isEmpty();
    }
    assertThat(warnings).isNotEmpty();
    warnings.clear();
  }

  @Test
  void segments_whose_entries_were_all_replaced_are_deleted() {
    List<Entry> entries = Entries.range(0, 5);
    for (int run = 0; run < 2 * MemoStore.MOST_UNMERGED; run++) {
      addAll(entries);
      entries = later(entries);
    }

    assertThat(objects.list("memo/log/").join()).hasSizeLessThanOrEqualTo(MemoStore.MOST_UNMERGED);
    try (MemoStore memo = memo()) {
      memo.remove(entry -> false);
    }
    assertThat(objects.list("memo/log/").join()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void forty_thousand_entries_are_added_and_found_in_few_requests() {
    List<Entry> entries = Entries.range(0, MANY);
    addAll(entries);
    int adding = objects.requests().getAndSet(0);
    try (MemoStore memo = memo()) {
      assertThat(lost(memo, entries)).isEmpty();
    }
    int finding = objects.requests().getAndSet(0);
    try (MemoStore memo = memo()) {
      memo.remove(entry -> false);
    }
    objects.requests().set(0);
    try (MemoStore memo = memo()) {
      assertThat(entries)
          .allSatisfy(entry -> assertThat(memo.contains(entry.key())).isTrue());
      assertThat(entries).allMatch(entry -> entry.equals(memo.find(entry.key())));
    }
    int findingMerged = objects.requests().get();

    assertThat(List.of(adding, finding, findingMerged)).allMatch(count -> count <= MOST_REQUESTS);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1 << 20, 30 << 20})
  void a_value_of_any_size_comes_back(int length) {
    Entry large = Entries.entry(0, "\"" + "0123456789abcdef".repeat(length / 16) + "\"");
    addAll(List.of(Entries.entry(1), large, Entries.entry(2)));

    try (MemoStore memo = memo()) {
      assertThat(large.equals(memo.find(large.key()))).isTrue();
      assertThat(memo.find(Entries.key(2))).isEqualTo(Entries.entry(2));
      memo.remove(entry -> entry.key().equals(Entries.key(1)));
      assertThat(large.equals(memo.find(large.key()))).isTrue();
      assertThat(memo.contains(Entries.key(1))).isFalse();
    }
  }

  @Test
  void the_parts_of_a_fingerprint_are_stored_once() {
    Map<String, String> parts = Map.of("com.acme.Risk", Entries.key(7), "gson.jar", Entries.key(8));
    try (MemoStore memo = memo()) {
      memo.addCode(Entries.key(1), parts);
      memo.addCode(Entries.key(2), Map.of());
      int requests = objects.requests().get();
      memo.addCode(Entries.key(1), parts);
      assertThat(objects.requests()).hasValue(requests);
    }
    try (MemoStore memo = memo()) {
      assertThat(memo.code(Entries.key(1))).contains(parts);
      assertThat(memo.code(Entries.key(2))).contains(Map.of());
      int requests = objects.requests().get();
      assertThat(memo.code(Entries.key(1))).contains(parts);
      assertThat(objects.requests()).as("of a second look").hasValue(requests);
      assertThat(memo.code(Entries.key(3))).isEmpty();
    }
    assertThat(objects.list("memo/code/").join())
        .hasSize(2)
        .contains("memo/code/" + Entries.key(1) + ".json");
  }

  @Test
  void summaries_know_what_an_entry_is_of_how_large_it_is_and_when_it_was_used() {
    addAll(Entries.range(0, 3));
    time.pass(Duration.ofDays(2));
    try (MemoStore memo = memo()) {
      memo.find(Entries.key(1));
      memo.contains(Entries.key(2));
    }
    try (MemoStore memo = memo()) {
      for (String state : List.of("in the log", "merged")) {
        assertThat(memo.summaries()).as(state).hasSize(3).allSatisfy(entry -> {
          assertThat(entry.kernel()).isEqualTo("com.acme.Risk::price");
          assertThat(entry.code()).isEqualTo(Entries.key(-1));
          assertThat(entry.bytes()).isBetween(70L, 300L);
          assertThat(entry.lastUse())
              .isEqualTo(
                  entry.key().equals(Entries.key(1))
                      ? Entries.START.plus(Duration.ofDays(2))
                      : entry.created());
        });
        memo.remove(entry -> false);
      }
      assertThat(objects.list("memo/log/").join())
          .noneMatch(name -> name.endsWith(".uses"))
          .hasSize(1);
    }
  }

  @Test
  void entries_are_read_in_the_order_in_which_they_were_added() {
    addAll(Entries.range(0, 1000));
    time.pass(Duration.ofSeconds(1));
    addAll(Entries.range(1000, 1010));

    try (MemoStore memo = memo()) {
      assertThat(memo.entries(entry -> true).toList()).isEqualTo(Entries.range(0, 1010));
      assertThat(memo.entries(entry -> entry.key().equals(Entries.key(5))))
          .containsExactly(Entries.entry(5));
    }
  }

  @Test
  void what_is_removed_is_gone_and_nothing_else() {
    addAll(Entries.range(0, 100));
    addAll(Entries.range(100, 200));

    try (MemoStore memo = memo()) {
      Removal removal =
          memo.remove(entry -> entry.created().isBefore(Entries.START.plusSeconds(50)));
      assertThat(removal.entries()).isEqualTo(50);
      assertThat(removal.bytes()).isPositive();
    }
    try (MemoStore memo = memo()) {
      assertThat(Entries.range(0, 50)).noneMatch(entry -> memo.contains(entry.key()));
      assertThat(lost(memo, Entries.range(50, 200))).isEmpty();
      memo.add(Entries.entry(7));
    }
    try (MemoStore memo = memo()) {
      assertThat(memo.find(Entries.key(7))).isEqualTo(Entries.entry(7));
    }
    try (MemoStore memo = memo()) {
      memo.clear();
      assertThat(memo.contains(Entries.key(7))).isFalse();
      assertThat(memo.summaries()).isEmpty();
    }
    assertThat(objects.list("memo/").join()).containsExactly("memo/catalog.json");
  }

  @Test
  void nothing_is_written_where_there_is_nothing_to_remove() {
    try (MemoStore memo = memo()) {
      memo.clear();
      assertThat(memo.remove(entry -> true)).isEqualTo(new Removal(0, 0));
    }
    assertThat(objects.list("").join()).isEmpty();
    assertThat(cloud.resolve("memo-" + STORES.get())).doesNotExist();
  }

  @Test
  void limits_are_applied_at_the_end_to_what_was_not_used_for_longest() {
    addAll(Entries.range(0, 10));
    time.pass(Duration.ofDays(1));
    try (MemoStore memo = memo(MemoLimits.builder().maxEntries(4).build())) {
      memo.find(Entries.key(0));
      memo.find(Entries.key(3));
    }
    try (MemoStore memo = memo()) {
      assertThat(memo.summaries().map(EntrySummary::key))
          .containsExactlyInAnyOrder(
              Entries.key(0), Entries.key(3), Entries.key(8), Entries.key(9));
    }
    try (MemoStore memo =
        memo(MemoLimits.builder().maxEntries(5).maxAge(Duration.ofHours(1)).build())) {
      assertThat(memo.contains(Entries.key(8))).isTrue();
    }
    try (MemoStore memo = memo()) {
      assertThat(memo.summaries()).hasSize(2);
    }
  }

  @Test
  void a_key_or_code_that_is_none_is_refused() {
    try (MemoStore memo = memo()) {
      assertThatThrownBy(() -> memo.find("1"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("key must be 64 lowercase hexadecimal digits, got: 1");
      assertThatThrownBy(() -> Entries.of(1, "price", "version:2"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("code must be 64 lowercase hexadecimal digits, got: version:2");
      assertThatThrownBy(() -> memo.contains("../" + Entries.key(1).substring(3)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
