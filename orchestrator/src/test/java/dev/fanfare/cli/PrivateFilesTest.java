package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where others may read what a user makes, a run makes nothing that they may read. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such permissions there")
final class PrivateFilesTest {

  private static final List<String> PLACES = List.of("store", "tmp", "cache", "home");

  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void nothing_that_a_run_makes_can_be_read_by_others_while_it_runs_and_after(String backend)
      throws Exception {
    Process run = start(backend);
    try (OutputStream jobs = run.getOutputStream()) {
      for (int n : new int[] {1, 2, 3, 50}) {
        jobs.write((TestKernels.line("note", n + ",\"" + folder + "\"") + "\n")
            .getBytes(StandardCharsets.UTF_8));
      }
    }
    awaitTheLastTask();

    assertThat(made("tmp")).as("the copy of the job list").isNotEmpty();
    assertThat(made("store/runs")).isNotEmpty();
    assertThat(exposed()).as("while it runs").isEmpty();

    Files.createFile(folder.resolve("open"));
    assertThat(run.waitFor()).isZero();
    assertThat(exposed()).as("after it").isEmpty();
    assertThat(made("tmp")).isEmpty();
  }

  /** The shell sets what files are made with unless somebody takes care: all may read. */
  private Process start(String backend) throws IOException {
    for (String place : PLACES) {
      Files.createDirectory(folder.resolve(place));
    }
    Files.delete(folder.resolve("store"));
    List<String> line = new ArrayList<>(List.of("sh", "-c", "umask 022; exec \"$@\"", "sh"));
    line.addAll(Finished.line(
        List.of("-Djava.io.tmpdir=" + folder.resolve("tmp")),
        "run",
        "-",
        "--backend=" + backend,
        "--n-jobs=2",
        "--batch-size=1",
        "--store=" + folder.resolve("store")));
    ProcessBuilder builder = new ProcessBuilder(line)
        .redirectOutput(new File("/dev/null"))
        .redirectError(folder.resolve("err").toFile());
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    builder.environment().put("HOME", folder.resolve("home").toString());
    return builder.start();
  }

  private void awaitTheLastTask() throws IOException {
    Path diary = folder.resolve("diary");
    while (!Files.exists(diary) || !Files.readAllLines(diary).contains("50")) {
      Thread.onSpinWait();
    }
  }

  private List<Path> made(String place) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(place))) {
      return files.toList();
    }
  }

  private List<String> exposed() throws IOException {
    List<String> exposed = new ArrayList<>();
    for (Path made : made("")) {
      if (made.endsWith("store")) {
        addExposed(made, exposed);
      } else if (PLACES.contains(made.getFileName().toString())) {
        addAllExposed(made, exposed);
      }
    }
    return exposed;
  }

  /** What lies in a folder that only its owner can enter is its owner's. */
  private void addExposed(Path path, List<String> exposed) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return;
    }
    String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    if (!permissions.endsWith("------")) {
      exposed.add(permissions + " " + folder.relativize(path));
      addAllExposed(path, exposed);
    }
  }

  private void addAllExposed(Path folder, List<String> exposed) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          addExposed(file, exposed);
        }
      }
    }
  }
}
