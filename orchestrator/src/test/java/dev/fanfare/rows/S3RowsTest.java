package dev.fanfare.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.JobListException;
import dev.fanfare.StoreException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.local.EmbeddedCloud;
import dev.fanfare.local.Extension;
import dev.fanfare.local.FunctionConfig;
import dev.fanfare.store.S3Store;
import dev.fanfare.store.StoreLocation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records and objects in a bucket, here of the embedded S3. */
@Timeout(120)
class S3RowsTest {

  @TempDir
  static Path folder;

  private static EmbeddedCloud cloud;
  private static S3Store store;

  @BeforeAll
  static void start() {
    cloud = EmbeddedCloud.start(
        FunctionConfig.of("none", 1),
        folder.resolve("cloud"),
        folder.resolve("bucket"),
        Extension.NONE);
    properties().forEach(System::setProperty);
    store = new StoreLocation.Bucket(cloud.bucket(), "").open();
  }

  @AfterAll
  static void stop() {
    store.close();
    properties().keySet().forEach(System::clearProperty);
    cloud.close();
  }

  private static Map<String, String> properties() {
    return Map.of(
        "aws.region", cloud.region(),
        "aws.accessKeyId", cloud.accessKeyId(),
        "aws.secretAccessKey", cloud.secretAccessKey(),
        "aws.endpointUrlS3", cloud.s3Endpoint().toString());
  }

  private static String put(String key, String text) {
    store.put(key, text.getBytes(StandardCharsets.UTF_8)).join();
    return "s3://" + cloud.bucket() + "/" + key;
  }

  private static List<@Nullable Object> arguments(Iterable<? extends Delayed<?>> tasks) {
    List<@Nullable Object> arguments = new ArrayList<>();
    tasks.forEach(task -> arguments.addAll(task.arguments()));
    return arguments;
  }

  /** Longer than several ranges that are read at once. */
  private static String lines(int count) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines
          .append("{\"n\":\"")
          .append(i)
          .append("\",\"x\":\"")
          .append("\u20AC".repeat(20_000))
          .append("\"}\n");
    }
    return lines.toString();
  }

  @Test
  void an_object_is_read_in_ranges_and_gives_each_record_with_its_origin() {
    String text = lines(100);
    String place = put("many/a.jsonl", text);
    Rows<String> rows = Rows.jsonl(place, RowKernels::text);

    List<String> origins = new ArrayList<>();
    List<@Nullable Object> first = new ArrayList<>();
    rows.forEach(task -> {
      origins.add(task.origin());
      first.add(((Map<?, ?>) task.arguments().get(0)).get("n"));
    });

    assertThat(first).hasSize(100).startsWith("0", "1").endsWith("99");
    assertThat(origins.get(0)).isEqualTo(place + "@0");
    int length = text.substring(0, text.indexOf('\n') + 1).getBytes(StandardCharsets.UTF_8).length;
    assertThat(origins.get(1)).isEqualTo(place + "@" + length);
    assertThat(rows.count()).isEqualTo(100);
    assertThat(rows.between(1, 3L * length).count()).isEqualTo(2);
  }

  @Test
  void a_csv_object_has_the_columns_that_the_kernel_needs() {
    assertThat(arguments(Rows.csv(put("a.csv", "a,b\n2,3\n"), RowKernels::text)).toString())
        .isEqualTo("[{a=2, b=3}]");
    assertThatThrownBy(() -> Rows.csv(put("b.csv", "a\n"), RowKernels::quote))
        .isInstanceOf(JobListException.class)
        .hasMessageContaining("b.csv: there is no column 'symbol'");
  }

  @Test
  void an_object_that_is_replaced_while_it_is_read_is_not_mixed_with_the_new_one() {
    Rows<String> rows = Rows.jsonl(put("b.jsonl", lines(100)), RowKernels::text);
    Iterator<Delayed<String>> tasks = rows.iterator();
    tasks.next();

    put("b.jsonl", lines(101));

    assertThatThrownBy(() -> tasks.forEachRemaining(task -> {}))
        .isInstanceOf(StoreException.class)
        .hasMessage("s3://" + cloud.bucket() + "/b.jsonl has changed while it was read");
    assertThatThrownBy(rows::iterator)
        .isInstanceOf(JobListException.class)
        .hasMessageEndingWith("b.jsonl has changed since it was first read");
  }

  @Test
  void objects_that_match_a_pattern_are_tasks_in_the_order_of_their_keys() {
    put("in/b.txt", "two");
    put("in/a.txt", "one");
    put("in/deep/c.txt", "three");
    put("in/a.csv", "");
    String root = "s3://" + cloud.bucket() + "/in/";

    assertThat(arguments(Items.of(root + "*.txt", RowKernels::name)))
        .containsExactly(root + "a.txt", root + "b.txt");
    assertThat(arguments(Items.of(root + "**/c.*", RowKernels::content)))
        .containsExactly("three".getBytes(StandardCharsets.UTF_8));
    assertThat(Items.of(root + "**", RowKernels::name).size()).isEqualTo(4);
  }

  @Test
  void what_is_not_there_is_told() {
    String root = "s3://" + cloud.bucket() + "/no/";

    assertThatThrownBy(() -> Rows.csv(root + "a.csv", RowKernels::text))
        .isInstanceOf(JobListException.class)
        .hasMessage(root + "a.csv: no such object");
    assertThatThrownBy(() -> Items.of(root + "*.csv", RowKernels::name))
        .isInstanceOf(JobListException.class)
        .hasMessage("no file matches " + root + "*.csv");
  }

  @Test
  void an_object_that_is_gone_or_too_large_fails_its_task_alone() {
    put("gone/a.bin", "one");
    put("gone/b.bin", "x".repeat(Items.MOST_BYTES + 1));
    put("gone/c.bin", "three");
    Items<String> items = Items.of("s3://" + cloud.bucket() + "/gone/*", RowKernels::content);
    store.delete("gone/a.bin").join();

    List<@Nullable Object> arguments = arguments(items);

    assertThat(arguments.get(0)).asString().endsWith("gone/a.bin: cannot be read: no such object");
    assertThat(arguments.get(1)).asString().contains("a file must have at most 8388608 bytes");
    assertThat(arguments.get(2)).isEqualTo("three".getBytes(StandardCharsets.UTF_8));
  }
}
