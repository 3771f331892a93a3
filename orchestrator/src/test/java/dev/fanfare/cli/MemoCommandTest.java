package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.fanfare.memo.Entry;
import dev.fanfare.memo.MemoLimits;
import dev.fanfare.memo.MemoStore;
import dev.fanfare.store.FolderStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of a memo tell what it has, and remove what they are told to. */
@Timeout(60)
final class MemoCommandTest {

  private static final String CODE = "ab".repeat(32);
  private static final String OTHER_CODE = "cd".repeat(32);

  @TempDir
  private Path folder;

  private static Entry entry(int n, String kernel, String code, Duration age) {
    return new Entry(
        String.format(Locale.ROOT, "%02x", n) + "0".repeat(62),
        kernel,
        "{\"kernel\":\"" + kernel + "\",\"args\":[" + n + "]}",
        "{\"n\":" + n + "}",
        code,
        1_500_000_000,
        Instant.now().minus(age));
  }

  @BeforeEach
  void fill() {
    try (MemoStore memo = memo()) {
      memo.add(entry(1, "com.acme.Risk::price", CODE, Duration.ofDays(40)));
      memo.add(entry(2, "com.acme.Risk::price", CODE, Duration.ofDays(20)));
      memo.add(entry(3, "com.acme.Risk::price", OTHER_CODE, Duration.ofDays(10)));
      memo.add(entry(0x10, "sum", CODE, Duration.ZERO));
    }
  }

  private MemoStore memo() {
    return MemoStore.open(
        new FolderStore(folder),
        MemoStore.PREFIX,
        MemoLimits.NONE,
        Clock.fixed(Instant.now(), ZoneOffset.UTC),
        warning -> {});
  }

  private Finished memo(String command, String... options) {
    List<String> line = new ArrayList<>(List.of("memo", command, folder.toString()));
    line.addAll(List.of(options));
    return Finished.here(line.toArray(String[]::new));
  }

  private List<String> keys() {
    try (MemoStore memo = memo()) {
      return memo.summaries().map(entry -> entry.key().substring(0, 2)).toList();
    }
  }

  @Test
  void ls_lists_kernels_and_their_code() {
    Finished table = memo("ls");

    assertThat(table.exitCode()).isZero();
    assertThat(table.out().lines().map(row -> row.replaceAll("  +", " | ").split(" \\| ")[0]))
        .containsExactly("kernel", "com.acme.Risk::price", "com.acme.Risk::price", "sum");
    assertThat(table.out())
        .containsPattern("com.acme.Risk::price  abababababab +2 +[0-9]+  20..-..-..T..:..:..Z  20")
        .containsPattern("com.acme.Risk::price  cdcdcdcdcdcd +1 ")
        .containsPattern("sum +abababababab +1 ");
  }

  @Test
  void ls_prints_JSON_of_one_kernel() {
    Finished rows = memo("ls", "--json", "--kernel=sum");

    JsonObject row = JsonParser.parseString(rows.out()).getAsJsonObject();
    assertThat(row.get("kernel").getAsString()).isEqualTo("sum");
    assertThat(row.get("entries").getAsInt()).isEqualTo(1);
    assertThat(row.get("bytes").getAsLong()).isPositive();
    assertThat(row.get("lastUse").getAsString()).endsWith("Z");
  }

  @Test
  void a_kernel_can_be_named_without_its_class() {
    assertThat(memo("ls", "--kernel=price").out())
        .contains("com.acme.Risk::price")
        .doesNotContain("sum");
    assertThat(memo("show", "--kernel=price").out().lines()).hasSize(3);
    assertThat(memo("clean", "--kernel=price", "--all").out()).startsWith("removed 3 entries, ");
    assertThat(keys()).containsExactly("10");
  }

  @Test
  void a_name_that_several_kernels_have_is_refused() {
    try (MemoStore memo = memo()) {
      memo.add(entry(4, "com.acme.Bond::price", CODE, Duration.ZERO));
    }
    for (String command : List.of("ls", "show")) {
      memo(command, "--kernel=price")
          .assertRefused(
              "--kernel 'price' is ambiguous, use a full name: com.acme.Bond::price, com.acme.Risk::price");
    }
    memo("clean", "--all", "--kernel=price").assertRefused("is ambiguous");
    assertThat(keys()).hasSize(5);
  }

  @Test
  void show_prints_entries_as_JSON() {
    List<String> lines = memo("show", "--key=02").out().lines().toList();

    assertThat(lines).hasSize(1);
    JsonObject entry = JsonParser.parseString(lines.get(0)).getAsJsonObject();
    assertThat(entry.get("key").getAsString()).startsWith("0200");
    assertThat(entry.get("task"))
        .isEqualTo(JsonParser.parseString("{\"kernel\":\"com.acme.Risk::price\",\"args\":[2]}"));
    assertThat(entry.get("value")).isEqualTo(JsonParser.parseString("{\"n\":2}"));
    assertThat(entry.get("wallSeconds").getAsDouble()).isEqualTo(1.5);
    assertThat(memo("show", "--kernel=com.acme.Risk::price").out().lines()).hasSize(3);
    assertThat(memo("show", "--kernel=none").err()).startsWith("no entries of none in " + folder);
  }

  @Test
  void what_no_entry_matches_is_told() {
    assertThat(memo("show", "--kernel=price", "--key=00").err())
        .isEqualTo("no entries of price in " + folder + " with a key that begins with 00\n");
    for (String option : List.of("--all", "--max-entries=0")) {
      Finished clean = memo("clean", "--kernel=nope", option);
      assertThat(clean.out()).isEmpty();
      assertThat(clean.err()).isEqualTo("no entries of nope in " + folder + "\n");
    }
  }

  @Test
  void clean_removes_what_was_not_used_for_longest() {
    assertThat(memo("clean", "--max-entries=3", "--dry-run").out())
        .startsWith("would remove 1 entry, ");
    assertThat(keys()).hasSize(4);

    assertThat(memo("clean", "--max-entries=3").out()).startsWith("removed 1 entry, ");
    assertThat(keys()).containsExactly("02", "03", "10");
    assertThat(memo("clean", "--older-than=15d", "--max-bytes=1G").out())
        .startsWith("removed 1 entry");
    assertThat(keys()).containsExactly("03", "10");
    assertThat(memo("clean", "--kernel=sum", "--max-bytes=0").out()).startsWith("removed 1 entry");
    assertThat(keys()).containsExactly("03");
  }

  @Test
  void clean_removes_all_entries_or_those_of_a_kernel() {
    assertThat(memo("clean", "--all", "--kernel=com.acme.Risk::price").out())
        .startsWith("removed 3 entries, ");
    assertThat(keys()).containsExactly("10");
    assertThat(memo("clean", "--all").out()).startsWith("removed 1 entry, ");
    assertThat(keys()).isEmpty();
    assertThat(memo("ls").err()).startsWith("no entries in " + folder);
  }

  @Test
  void the_help_lists_exit_codes_where_they_differ_from_those_of_other_commands() {
    assertThat(Finished.here("memo", "why", "--help").out())
        .contains("the task is remembered", "it is not", "the memo cannot be read")
        .doesNotContain("tasks failed");
  }

  @Test
  void clean_writes_nothing_into_a_folder_without_a_memo() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    for (String option : List.of("--all", "--max-entries=0")) {
      assertThat(Finished.here("memo", "clean", empty.toString(), option).out())
          .isEqualTo("removed 0 entries, 0 bytes\n");
      assertThat(empty).isEmptyDirectory();
    }
  }

  @Test
  void what_is_not_meant_is_refused() {
    memo("clean").assertRefused("expected --max-bytes, --max-entries, --older-than or --all");
    memo("clean", "--all", "--max-entries=1").assertRefused("give either --all or limits");
    memo("clean", "--max-bytes=much")
        .assertRefused("such as 1000000, 500MB or 2G, less than 8388608T, got: much");
    memo("clean", "--max-bytes=999999999999T")
        .assertRefused("less than 8388608T, got: 999999999999T");
    memo("clean", "--max-entries=-1").assertRefused("maxEntries must not be negative, got: -1");
    memo("show", "--key=xyz").assertRefused("--key must be up to 64 hexadecimal digits, got: xyz");
    String none = folder.resolve("none").toString();
    Finished.here("memo", "ls", none)
        .assertRefused("PLACE must be an existing folder or s3://bucket/prefix, got: " + none);
    Finished.here("memo", "why", none, "{\"kernel\":\"sum\",\"args\":[1]}")
        .assertRefused("PLACE must be an existing folder or s3://bucket/prefix, got: " + none);
    assertThat(Path.of(none)).doesNotExist();
    assertThat(keys()).hasSize(4);
  }
}
