package dev.fanfare.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects as files. */
final class FolderStoreTest {

  @TempDir
  Path folder;

  private FolderStore store() {
    return new FolderStore(folder.resolve("store"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(CompletableFuture<byte[]> body) {
    return new String(body.join(), StandardCharsets.UTF_8);
  }

  @Test
  void an_object_is_a_file_by_its_key() {
    store().put("runs/1/run.json", bytes("first")).join();
    store().put("runs/1/run.json", bytes("second")).join();

    assertThat(folder.resolve("store/runs/1/run.json")).hasContent("second");
    assertThat(text(store().get("runs/1/run.json"))).isEqualTo("second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no links", "links refused"})
  void without_links_too_one_of_many_wins_and_its_object_stays(String fileSystem) throws Exception {
    try (PutRace race = new PutRace(8)) {
      for (int round = 0; round < 25; round++) {
        String key = "runs/race/" + round;

        List<String> winners = race.winners(
            () -> new FolderStore(folder.resolve("store"), links(fileSystem)),
            (own, body) -> own.putIfAbsent(key, body).join());

        assertThat(winners).containsExactly(text(store().get(key)));
      }
    }
  }

  /** What file systems without links answer. */
  private static Placement.Links links(String fileSystem) {
    return switch (fileSystem) {
      case "no links" ->
        (name, file) -> {
          throw new UnsupportedOperationException();
        };
      default ->
        (name, file) -> {
          throw new FileSystemException(
              name.toString(), file.toString(), "Operation not permitted");
        };
    };
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has other permissions")
  void folders_and_files_are_their_owners_alone() throws IOException {
    store().put("runs/1/run.json", bytes("{}")).join();
    store().putIfAbsent("runs/1/results/0", bytes("{}")).join();
    store().append("runs/1/results/log", bytes("{}")).join();

    for (String made : List.of("", "runs", "runs/1", "runs/1/results")) {
      assertThat(mode("store/" + made)).isEqualTo("rwx------");
    }
    for (String made : List.of("runs/1/run.json", "runs/1/results/0", "runs/1/results/log")) {
      assertThat(mode("store/" + made)).isEqualTo("rw-------");
    }
  }

  private String mode(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/passwd",
        "../stolen",
        "runs/../../stolen",
        "runs//1",
        "runs/",
        ".hidden",
        "runs/./1",
        "runs\\..\\1",
        "runs/1\u0000"
      })
  void a_key_that_leads_elsewhere_is_refused(String key) throws IOException {
    Files.writeString(folder.resolve("stolen"), "secret");

    assertThatThrownBy(() -> store().put(key, bytes("x")).join())
        .hasCauseInstanceOf(StoreException.class)
        .hasMessageContaining("a key must be names");
    assertThatThrownBy(() -> store().get(key).join()).hasCauseInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store().delete(key).join()).hasCauseInstanceOf(StoreException.class);
    assertThat(folder.resolve("stolen")).hasContent("secret");
  }

  @Test
  void deleting_the_last_object_of_a_folder_leaves_no_folder() {
    store().put("runs/1/run.json", bytes("x")).join();
    store().put("runs/2/run.json", bytes("x")).join();

    store().delete("runs/1/run.json").join();
    store().delete("runs/1/run.json").join();

    assertThat(folder.resolve("store/runs/1")).doesNotExist();
    assertThat(store().list("").join()).containsExactly("runs/2/run.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs", "runs/1"})
  void what_lies_elsewhere_is_not_deleted_through_a_link(String link) throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path kept = elsewhere.resolve(link.equals("runs") ? "1/run.json" : "run.json");
    Files.createDirectories(kept.getParent());
    Files.writeString(kept, "{}");
    Path place = folder.resolve("store").resolve(link);
    Files.createDirectories(place.getParent());
    Files.createSymbolicLink(place, elsewhere);

    assertThatThrownBy(() -> store().delete("runs/1/run.json").join())
        .hasCauseInstanceOf(StoreException.class)
        .hasMessageContaining(" is a link; its target is not deleted");
    assertThat(kept).hasContent("{}");
    assertThat(place).isSymbolicLink();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "the reason is the system's own")
  void a_place_that_cannot_be_written_is_told_with_its_path_and_the_reason() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    assertThatThrownBy(() -> new FolderStore(file).put("runs/1", bytes("x")).join())
        .hasCauseInstanceOf(StoreException.class)
        .hasMessageEndingWith("cannot write runs/1 in " + file + ": Not a directory");
  }

  @Test
  void a_file_that_is_appended_to_grows() throws IOException {
    assertThat(store().append("runs/1/log", bytes("1")).join()).isTrue();
    assertThat(store().append("runs/1/log", bytes("2")).join()).isTrue();

    assertThat(folder.resolve("store/runs/1/log")).hasContent("12");
  }

  @Test
  void a_file_that_was_begun_and_is_gone_is_not_begun_again() throws IOException {
    FolderStore store = store();
    store.append("runs/1/log", bytes("x")).join();
    Files.delete(folder.resolve("store/runs/1/log"));
    Files.delete(folder.resolve("store/runs/1"));

    assertThatThrownBy(() -> store.append("runs/1/log", bytes("y")).join())
        .hasCauseInstanceOf(StoreException.class)
        .hasMessageContaining("the file no longer exists");
    assertThat(folder.resolve("store/runs/1")).doesNotExist();
  }

  @Test
  void a_folder_that_is_taken_away_is_not_made_anew() throws IOException {
    FolderStore store = store();
    store.append("runs/1/log", bytes("x")).join();
    Files.move(folder.resolve("store"), folder.resolve("elsewhere"));

    assertThatThrownBy(() -> store.put("runs/1/results/1", bytes("y")).join())
        .hasCauseInstanceOf(StoreException.class)
        .hasMessageContaining("the folder no longer exists");
    assertThatThrownBy(() -> store.append("runs/1/log", bytes("y")).join())
        .hasCauseInstanceOf(StoreException.class)
        .hasMessageContaining("the folder no longer exists");
    assertThat(folder.resolve("store")).doesNotExist();
  }

  @Test
  void an_object_that_is_deleted_while_it_is_read_is_an_object_that_is_gone() throws Exception {
    FolderStore store = store();
    List<String> keys = IntStream.range(0, 500).mapToObj(i -> "log/" + i).toList();
    store.put("log/0", bytes("x")).join();
    for (String key : keys) {
      Files.write(folder.resolve("store").resolve(key), bytes("x"));
    }
    Thread deleting = new Thread(() -> keys.forEach(key -> store.delete(key).join()));

    deleting.start();
    for (String key : keys) {
      while (store
          .get(key)
          .thenApply(body -> true)
          .exceptionally(FolderStoreTest::gone)
          .join()) {}
    }
    deleting.join();
  }

  @Test
  void an_object_that_is_put_while_it_is_read_is_there_or_not_yet() throws Exception {
    FolderStore store = store();
    store.put("log/first", bytes("x")).join();
    List<String> keys = IntStream.range(0, 500).mapToObj(i -> "log/" + i).toList();
    Thread writing = new Thread(() -> keys.forEach(key -> write(key)));

    writing.start();
    for (String key : keys) {
      while (!store
          .get(key)
          .thenApply(body -> true)
          .exceptionally(FolderStoreTest::gone)
          .join()) {}
    }
    writing.join();
  }

  private void write(String key) {
    try {
      Files.write(folder.resolve("store").resolve(key), bytes("x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean gone(Throwable error) {
    assertThat(Await.cause(error)).isInstanceOf(NoSuchObjectException.class);
    return false;
  }
}
