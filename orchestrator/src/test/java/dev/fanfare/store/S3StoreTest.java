package dev.fanfare.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Options;
import dev.fanfare.StoreException;
import dev.fanfare.UnresumableRunException;
import dev.fanfare.kernel.Timing;
import dev.fanfare.runs.Manifest;
import dev.fanfare.runs.RunRecord;
import dev.fanfare.runs.Session;
import dev.fanfare.runs.TaskList;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.TaskDigest;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Objects and runs in a bucket, of which a folder shows the files. */
@Timeout(60)
final class S3StoreTest {

  @TempDir
  static Path folder;

  private static Bucket bucket;
  private static S3Store store;

  @BeforeAll
  static void start() {
    bucket = new Bucket(folder);
    store = S3Store.connect(access());
  }

  private static S3Access access() {
    return bucket.access("some/where/");
  }

  @AfterAll
  static void stop() {
    store.close();
    bucket.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void what_a_folder_shows_is_what_the_bucket_has_in_both_directions() {
    FolderStore files = new FolderStore(folder.resolve("bucket/some/where"));
    store.put("both/by-s3", bytes("by S3")).join();
    files.put("both/by-file", bytes("by file")).join();

    assertThat(files.get("both/by-s3").join()).isEqualTo(bytes("by S3"));
    assertThat(store.get("both/by-file").join()).isEqualTo(bytes("by file"));
    assertThat(store.putIfAbsent("both/by-file", bytes("late")).join()).isFalse();
    assertThat(files.putIfAbsent("both/by-s3", bytes("late")).join()).isFalse();
    assertThat(files.list("both/").join()).isEqualTo(store.list("both/").join());
  }

  @Test
  void a_file_larger_than_s3_takes_in_one_request_is_refused() throws IOException {
    Path large = folder.resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      // Without content, it takes no space on the disk.
      file.setLength((5L << 30) + 1);
    }

    assertThat(store.put("large", large))
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withMessageContaining(
            "some/where/large: it has 5368709121 bytes, and S3 takes at most 5 GB");
  }

  @Test
  void a_run_is_recorded_found_and_deleted() {
    Manifest manifest = Manifest.of("r1", "threads", Options.builder().build());
    RunRecord run = RunRecord.create(store, manifest);
    assertThatThrownBy(() -> RunRecord.create(store, manifest))
        .isInstanceOf(StoreException.class)
        .hasMessage("run r1 already exists");
    TaskList.Writer list = run.tasks().writerAfter(0);
    list.append("first");
    list.append("second");
    list.flush();
    run.updateTaskList(2, true, List.of("k"), /* known= */ 2);
    Session first = run.sessions().begin("threads", 1);
    assertThat(first.number()).isEqualTo(1);
    assertThatThrownBy(() -> run.sessions().begin("threads", 1))
        .isInstanceOf(UnresumableRunException.class)
        .hasMessageContaining("is running in process " + ProcessHandle.current().pid());
    run.sessions().end(first, "CANCELLED", 0, 0);
    assertThat(run.sessions().begin("threads", 1).number()).isEqualTo(2);
    BatchOutcome outcome = new BatchOutcome(
        "r1",
        0,
        1,
        WorkerInfo.UNKNOWN,
        List.of(TaskOutcome.of(1, 5L, Timing.NONE)
            .withDigest(TaskDigest.text(TaskDigest.of("second")))));
    assertThat(run.record(outcome, index -> long.class).join()).isTrue();
    assertThat(run.record(outcome, index -> long.class).join()).isFalse();

    RunRecord found = RunRecord.open(store, "r1");
    assertThat(found.manifest().tasks()).isEqualTo(2);
    assertThat(found.settled(warning -> {}).isSettled(1)).isTrue();
    assertThat(found.sessions().underWay()).isPresent();

    found.delete();
    assertThat(store.list("runs/").join()).isEmpty();
  }

  @Test
  void a_server_on_this_machine_is_not_reached_through_a_proxy() {
    System.setProperty("http.proxyHost", "127.0.0.1");
    // Nobody listens there.
    System.setProperty("http.proxyPort", "1");
    try (S3Store direct = S3Store.connect(access())) {
      direct.put("direct/1", bytes("x")).join();
      assertThat(direct.get("direct/1").join()).isEqualTo(bytes("x"));
    } finally {
      System.clearProperty("http.proxyHost");
      System.clearProperty("http.proxyPort");
    }
  }
}
