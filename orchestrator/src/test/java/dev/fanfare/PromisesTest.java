package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests that documents name as proof exist: a renamed one leaves no promise without its test. */
class PromisesTest {

  /** {@code SomeTest} or {@code SomeTest.something}, between backticks. */
  private static final Pattern NAMED = Pattern.compile("`(?:\\w+/)*(\\w+Test)(?:\\.(\\w+))?`");

  /** The text of both modules' tests by their classes' simple names, which a few of them share. */
  private static Map<String, String> tests() throws IOException {
    try (Stream<Path> functions = Files.walk(Path.of("../functions/src/test/java"));
        Stream<Path> orchestrator = Files.walk(Path.of("src/test/java"))) {
      return Stream.concat(functions, orchestrator)
          .filter(file -> file.toString().endsWith("Test.java"))
          .collect(Collectors.toMap(PromisesTest::simpleName, PromisesTest::text, String::concat));
    }
  }

  private static String simpleName(Path source) {
    return source.getFileName().toString().replace(".java", "");
  }

  private static String text(Path source) {
    try {
      return Files.readString(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"promises.md", "threat-model.md", "joblib-tests.md"})
  void every_test_that_a_document_names_exists(String document) throws IOException {
    Map<String, String> tests = tests();
    List<MatchResult> named =
        NAMED.matcher(text(Path.of("../.docs").resolve(document))).results().toList();

    assertThat(named).hasSizeGreaterThan(20).allSatisfy(test -> {
      assertThat(tests).as(test.group()).containsKey(test.group(1));
      if (test.group(2) != null) {
        assertThat(tests.get(test.group(1)))
            .as(test.group())
            .containsPattern("(void|ArchRule) " + test.group(2) + "\\b");
      }
    });
  }
}
