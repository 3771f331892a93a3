package dev.fanfare.memo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.store.FolderStore;
import dev.fanfare.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A damaged object costs only its own entries, and is reported once. */
@Timeout(60)
final class DamagedMemoTest {

  private static final int EACH = 1_000;
  private static final int ALL = 3 * EACH;

  @TempDir
  private Path folder;

  private final List<String> warnings = new ArrayList<>();

  private MemoStore memo() {
    return memo(new FolderStore(folder));
  }

  private MemoStore memo(ObjectStore objects) {
    return MemoStore.open(objects, "memo/", warnings::add);
  }

  private void fill() {
    fill(new FolderStore(folder));
  }

  private void fill(ObjectStore objects) {
    for (int first = 0; first < ALL; first += EACH) {
      try (MemoStore memo = memo(objects)) {
        Entries.range(first, first + EACH).forEach(memo::add);
      }
    }
  }

  private List<Integer> lost() {
    try (MemoStore memo = memo()) {
      return IntStream.range(0, ALL)
          .filter(n -> !Entries.entry(n).equals(memo.find(Entries.key(n))))
          .boxed()
          .toList();
    }
  }

  /** The files of a folder of the memo whose names end so, oldest first. */
  private List<Path> files(String in, String end) throws IOException {
    Path parent = folder.resolve("memo").resolve(in);
    if (!Files.exists(parent)) {
      return List.of();
    }
    try (var files = Files.list(parent)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 0x10;
    Files.write(file, bytes);
  }

  @Test
  void a_damaged_block_costs_its_own_entries() throws IOException {
    fill();
    Path segment = files("log", ".part").get(1);
    flip(segment, (int) Files.size(segment) - 10);

    List<Integer> lost = lost();

    assertThat(lost)
        .isNotEmpty()
        .hasSizeLessThan(EACH / 2)
        .allMatch(n -> n >= EACH && n < 2 * EACH);
    assertThat(warnings)
        .containsExactly("memo: memo/log/" + segment.getFileName()
            + " is damaged; some of its entries are lost");
    try (MemoStore memo = memo()) {
      memo.remove(entry -> false);
    }
    assertThat(lost()).isEqualTo(lost);
    assertThat(warnings).as("merged without what is lost").hasSize(2);
  }

  @Test
  void a_damaged_index_costs_the_entries_of_its_segment() throws IOException {
    fill();
    Path segment = files("log", ".part").get(1);
    flip(segment, 1_000);

    assertThat(lost()).isEqualTo(IntStream.range(EACH, 2 * EACH).boxed().toList());
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains(segment.getFileName().toString());
    try (MemoStore memo = memo()) {
      memo.remove(entry -> false);
    }
    assertThat(lost()).hasSize(EACH);
    try (MemoStore memo = memo()) {
      memo.clear();
    }
    assertThat(segment).doesNotExist();
  }

  @Test
  void a_segment_that_is_cut_short_costs_only_its_own_entries() throws IOException {
    fill();
    Path segment = files("log", ".part").get(0);
    for (long length : new long[] {Files.size(segment) - 1, 100, 0}) {
      Files.write(segment, Arrays.copyOf(Files.readAllBytes(segment), Math.toIntExact(length)));
      assertThat(lost()).isNotEmpty().allMatch(n -> n < EACH);
    }
    assertThat(warnings).hasSize(3);
  }

  @Test
  void a_damaged_shard_or_catalog_costs_nothing() throws IOException {
    fill();
    try (MemoStore memo = memo()) {
      memo.remove(entry -> false);
    }
    assertThat(files("log", ".part")).isEmpty();
    flip(files("merged", ".shard").get(3), 500);
    assertThat(lost()).isEmpty();
    assertThat(warnings).hasSize(1);
    try (MemoStore memo = memo()) {
      memo.remove(entry -> false);
    }
    warnings.clear();
    assertThat(lost()).isEmpty();
    assertThat(warnings).as("the shard is a new one").isEmpty();

    Files.writeString(folder.resolve("memo/catalog.json"), "{\"id\":");
    assertThat(lost()).isEmpty();
    assertThat(warnings).singleElement().asString().contains("catalog.json is damaged");
    try (MemoStore memo = memo()) {
      memo.remove(entry -> false);
    }
    warnings.clear();
    assertThat(lost()).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void an_object_that_someone_has_deleted_costs_only_its_own_entries() throws IOException {
    fill();
    try (MemoStore memo = memo()) {
      Files.delete(files("log", ".part").get(2));

      assertThat(memo.find(Entries.key(ALL - 1))).isNull();
      assertThat(memo.find(Entries.key(0))).isEqualTo(Entries.entry(0));
    }
    try (MemoStore memo = memo()) {
      memo.remove(entry -> false);
    }
    Files.delete(files("merged", ".shard").get(0));
    assertThat(lost()).isEqualTo(IntStream.range(2 * EACH, ALL).boxed().toList());
  }

  @Test
  void damage_anywhere_never_gives_a_wrong_value_or_an_unexpected_error() {
    MapStore whole = new MapStore();
    fill(whole);
    try (MemoStore memo = memo(whole)) {
      memo.remove(entry -> false);
      Entries.range(0, 3).forEach(entry -> memo.find(entry.key()));
      memo.add(Entries.entry(ALL));
    }
    List<String> keys = List.copyOf(whole.objects().keySet());
    Random random = new Random(13);
    for (int round = 0; round < 60; round++) {
      MapStore damaged = new MapStore(whole.objects().clone());
      String key = keys.get(round % keys.size());
      byte[] bytes = whole.objects().get(key).clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      damaged.objects().put(key, bytes);
      try (MemoStore memo = memo(damaged)) {
        for (int n = 0; n <= ALL; n += 97) {
          assertThat(memo.find(Entries.key(n))).isIn(Entries.entry(n), null);
        }
        assertThat(memo.summaries().count()).isLessThanOrEqualTo(ALL + 1);
      }
    }
  }
}
