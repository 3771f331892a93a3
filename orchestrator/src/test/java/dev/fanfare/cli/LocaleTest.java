package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.fanfare.runs.ResultLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run is the same in every language: what one user records, another goes on with. */
@Timeout(180)
final class LocaleTest {

  private static final int TASKS = 7;

  @TempDir
  Path folder;

  private String store() {
    return "--store=" + folder.resolve("store");
  }

  /** Tasks that note that they run. */
  private Path jobs() throws IOException {
    Files.createFile(folder.resolve("allowed"));
    return Files.write(
        folder.resolve("jobs.jsonl"),
        IntStream.range(0, TASKS)
            .mapToObj(n -> TestKernels.line("note", n + ",\"" + folder + "\""))
            .toList());
  }

  private List<String> noted() throws IOException {
    return Files.readAllLines(folder.resolve("diary"));
  }

  private Path run() {
    String id = JsonParser.parseString(Finished.here("runs", "--json", store()).out())
        .getAsJsonObject()
        .get("runId")
        .getAsString();
    return folder.resolve("store/runs").resolve(id);
  }

  private void forget(long batch) throws IOException {
    ResultLogs.forget(run(), batch);
    Files.delete(folder.resolve("diary"));
  }

  private Finished in(String language, String... arguments) throws Exception {
    Locale locale = Locale.forLanguageTag(language);
    List<String> options = List.of(
        "-Duser.language=" + locale.getLanguage(),
        "-Duser.country=" + locale.getCountry(),
        "-Duser.extensions="
            + (locale.hasExtensions()
                ? "u-" + locale.getExtension(Locale.UNICODE_LOCALE_EXTENSION)
                : ""));
    return Finished.inChild(folder, options, arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "fa-IR", "tr-TR", "th-TH-u-nu-thai"})
  void a_run_that_is_recorded_in_one_language_is_resumed_in_another_and_back(String language)
      throws Exception {
    Finished recorded = in(
        language,
        "run",
        jobs().toString(),
        "--backend=threads",
        "--n-jobs=2",
        "--batch-size=1",
        "--verbose=10",
        store());
    assertThat(recorded.exitCode()).as(recorded.err()).isZero();
    assertThat(recorded.err())
        .contains("Done   7 out of   7")
        .contains("tasks         7 in 7 batches: ")
        .containsPattern("elapsed       \\d+\\.\\d\\d s: \\d+ %")
        .matches("\\p{ASCII}+");
    assertNamesAreAscii();

    forget(3);
    assertThat(Finished.here("resume", "last", store()).exitCode()).isZero();
    assertThat(noted()).containsExactly("3");

    forget(5);
    Finished resumed = in(language, "resume", "last", store());
    assertThat(resumed.err())
        .contains("6 of 7 tasks already have an outcome")
        .matches("\\p{ASCII}+");
    assertThat(resumed.exitCode()).isZero();
    assertThat(noted()).containsExactly("5");
    assertNamesAreAscii();

    Finished show = in(language, "show", "last", store());
    assertThat(show.out()).contains("7 settled, 0 failed", "session 3 ").matches("\\p{ASCII}+");
  }

  private void assertNamesAreAscii() throws IOException {
    try (Stream<Path> all = Files.walk(run())) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .allMatch(name -> name.matches("\\p{ASCII}+"));
    }
  }

  /** From the thousand-and-first session on batches have numbers of 13 digits. */
  @Test
  void what_the_1001st_session_has_done_is_found_by_the_next() throws Exception {
    Finished.here(
        "run", jobs().toString(), "--backend=threads", "--n-jobs=1", "--batch-size=1", store());
    Path sessions = run().resolve("sessions");
    String first = Files.readString(sessions.resolve("0001.json"));
    for (int n = 2; n <= 1000; n++) {
      String name = String.format(Locale.ROOT, "%04d", n);
      Files.writeString(
          sessions.resolve(name + ".json"),
          first.replace("\"number\":1,", "\"number\":" + n + ","));
      Files.copy(sessions.resolve("0001-end.json"), sessions.resolve(name + "-end.json"));
    }

    forget(3);
    assertThat(Finished.here("resume", "last", store()).exitCode()).isZero();
    assertThat(noted()).containsExactly("3");
    assertThat(run().resolve("results/1001-00000001.jsonl")).exists();

    forget(5);
    Finished next = Finished.here("resume", "last", store());
    assertThat(next.err())
        .contains("6 of 7 tasks already have an outcome")
        .doesNotContain("ignored");
    assertThat(noted()).containsExactly("5");
    assertThat(Finished.here("show", "last", store()).out())
        .contains("7 settled, 0 failed", "session 1002 ");
  }
}
