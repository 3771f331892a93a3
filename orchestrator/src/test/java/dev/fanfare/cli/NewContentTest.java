package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An existing file of {@code --out} keeps its content until there is a new one. */
@Timeout(60)
final class NewContentTest extends RecordedRunFixture {

  private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);

  private Path old() throws IOException {
    return Files.writeString(out(), "old");
  }

  private Stream<Path> files() throws IOException {
    return Files.list(folder);
  }

  @Test
  void a_file_that_is_followed_keeps_its_content_until_the_first_byte() throws IOException {
    old();
    try (OutputStream file = OutputFile.open("--out", out().toString())) {
      file.write(NEW, 0, 0);
      assertThat(out()).hasContent("old");
      file.write(NEW);
      assertThat(out()).hasContent("new");
    }
  }

  @Test
  void a_file_that_is_written_as_a_whole_keeps_its_content_until_all_is_written()
      throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), old());
    Files.setPosixFilePermissions(out(), PosixFilePermissions.fromString("rw-r-----"));
    try (OutputStream file = OutputFile.replace("--out", link.toString())) {
      file.write(NEW);
      file.flush();
      assertThat(out()).hasContent("old");
      ((NewContent) file).complete();
      assertThat(out()).hasContent("new");
    }
    assertThat(link).isSymbolicLink().hasContent("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out())))
        .isEqualTo("rw-r-----");
    assertThat(files()).containsExactlyInAnyOrder(out(), link);
  }

  @Test
  void a_file_that_is_not_written_to_the_end_is_as_it_was() throws IOException {
    old();
    try (OutputStream file = OutputFile.replace("--out", out().toString())) {
      file.write(NEW);
    }
    assertThat(out()).hasContent("old");
    assertThat(files()).containsExactly(out());
  }

  @Test
  void results_that_cannot_be_read_leave_the_file_as_it_was() throws IOException {
    fanfare("run", "--kernel=sum", "--range=0:3", "--backend=threads");
    Files.delete(folderOfRun().resolve("tasks/00000000.jsonl"));
    old();

    Finished show = fanfare("show", "last", "--out=" + out());

    assertThat(show.exitCode()).as(show.err()).isNotZero();
    assertThat(out()).hasContent("old");
  }

  @Test
  void no_results_at_all_replace_the_old_ones() throws IOException {
    old();
    fanfare(
        "run",
        "--kernel=" + TestKernels.fullName("odd"),
        "--range=1:2",
        "--backend=threads",
        "--values",
        "--out=" + out());
    assertThat(out()).isEmptyFile();

    old();
    fanfare("show", "last", "--values", "--out=" + out());
    assertThat(out()).isEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run -", "run --stream", "resume last -"})
  void the_file_that_is_standard_input_is_refused_and_untouched(String command) throws Exception {
    Path jobs = Files.writeString(folder.resolve("jobs"), "{\"kernel\":\"sum\",\"args\":[1]}\n");
    Finished.here("run", jobs.toString(), "--backend=threads", "--store=" + store());
    List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
    arguments.addAll(List.of("--backend=threads", "--store=" + store(), "--out=" + jobs));
    Process child = new ProcessBuilder(Finished.line(List.of(), arguments.toArray(String[]::new)))
        .redirectInput(jobs.toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
    try {
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isEqualTo(ExitCode.BAD_INPUT);
    } finally {
      child.destroyForcibly();
    }
    assertThat(folder.resolve("err")).content().contains("--out must not be the job list itself");
    assertThat(jobs).hasContent("{\"kernel\":\"sum\",\"args\":[1]}");
  }
}
