package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A disk that is full, or cannot be written, or is taken away. */
@Timeout(120)
final class DiskTest {

  @TempDir
  Path folder;

  private Path disk;

  @BeforeEach
  void makeMountPoint() throws IOException {
    disk = Files.createDirectory(folder.resolve("disk"));
  }

  /** Skips the test where that needs rights that this process has not. */
  private void mount(String options) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/bin/mount")), "there is no mount here");
    Process mount = new ProcessBuilder(
            "/bin/mount", "-t", "tmpfs", "-o", options, "fanfare-test", disk.toString())
        .redirectErrorStream(true)
        .start();
    String told = new String(mount.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(mount.waitFor() == 0, () -> "no disk can be mounted: " + told);
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (Files.getFileStore(disk).name().equals("fanfare-test")) {
      assertThat(new ProcessBuilder("umount", disk.toString()).start().waitFor())
          .isZero();
    }
  }

  // In a process of its own: one that could not write down that its session has ended is thought to
  // work on it until it is gone.
  private Finished run(String backend, Path store, String... more)
      throws IOException, InterruptedException {
    return Finished.inChild(
        folder,
        List.of(),
        Stream.concat(
                Stream.of(
                    "run",
                    "--kernel=sum",
                    "--range=0:200",
                    "--backend=" + backend,
                    "--n-jobs=2",
                    "--batch-size=1",
                    "--store=" + store),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private void assertResumable(Path store) throws IOException {
    Path out = folder.resolve("resumed");
    Finished resumed = Finished.here(
        "resume", "last", "--store=" + store, "--backend=threads", "--values", "--out=" + out);
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(Files.readAllLines(out)).hasSize(200);
  }

  @ParameterizedTest
  @CsvSource({"threads, 60k", "processes, 400k"})
  void a_store_that_is_full_ends_the_run_which_goes_on_when_there_is_room(
      String backend, String size) throws IOException, InterruptedException {
    mount("size=" + size);
    Path store = disk.resolve("store");

    Finished run = run(backend, store, "--out=" + folder.resolve("out"));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.CANNOT_GO_ON);
    assertThat(run.err())
        .startsWith("fanfare: cannot write ")
        .contains(" in " + store + ": No space left on device", "resume with: fanfare resume ")
        .doesNotContain("\tat ");
    mount("remount,size=8m");
    assertResumable(store);
  }

  @Test
  void a_full_disk_for_results_ends_the_run_which_can_be_resumed()
      throws IOException, InterruptedException {
    mount("size=8k");
    Path store = folder.resolve("store");

    Finished run = run("threads", store, "--out=" + disk.resolve("out"));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.CANNOT_GO_ON);
    assertThat(run.err())
        .startsWith("fanfare: cannot write results: No space left on device")
        .contains("resume with: fanfare resume ")
        .doesNotContain("\tat ");
    assertResumable(store);
  }

  @Test
  void a_store_that_cannot_be_written_is_told_before_anything_runs()
      throws IOException, InterruptedException {
    mount("ro");

    Finished run = run("processes", disk.resolve("store"));

    assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT_GO_ON);
    assertThat(run.err())
        .startsWith("fanfare: cannot write ")
        .contains(" in " + disk.resolve("store") + ": ", "Read-only file system")
        .doesNotContain("\tat ");
  }

  @Test
  void a_store_that_is_deleted_under_its_workers_ends_the_run() throws Exception {
    Path store = folder.resolve("store");
    List<String> lines = IntStream.range(49, 60)
        .mapToObj(n -> TestKernels.line("note", n + ",\"" + folder + "\""))
        .toList();
    Path jobs = Files.write(folder.resolve("jobs.jsonl"), lines);
    try (Child run = Child.start(
        folder,
        "run",
        jobs.toString(),
        "--store=" + store,
        "--backend=processes",
        "--n-jobs=1",
        "--batch-size=1")) {
      assertThat(run.out().readLine()).contains("\"value\":49");
      delete(store);
      Files.createFile(folder.resolve("open"));

      assertThat(run.exitCode()).as(run.told()).isEqualTo(ExitCode.CANNOT_GO_ON);
      assertThat(run.told())
          .startsWith(
              "fanfare: cannot write anything in " + store + ": the folder no longer exists")
          .doesNotContain("\tat ");
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
