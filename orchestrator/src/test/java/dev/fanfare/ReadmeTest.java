package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README shows works as shown, and its links lead somewhere. */
class ReadmeTest {

  private static final Path README = Path.of("../README.md");
  private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern CLASS = Pattern.compile("public class (\\w+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]*)(?:#([^)]+))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  @Test
  @Timeout(120)
  void the_java_example_compiles_and_runs_as_it_is_shown(@TempDir Path folder) throws Exception {
    String example = first(JAVA, Files.readString(README));
    String name = first(CLASS, example);
    Path source = Files.writeString(folder.resolve(name + ".java"), example);
    String classPath = System.getProperty("java.class.path");

    int compiled = ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-cp", classPath, "-d", folder.toString(), source.toString());

    assertThat(compiled).isZero();
    assertThat(outputOf(folder + System.getProperty("path.separator") + classPath, name))
        .isEqualToIgnoringNewLines("780");
  }

  private static String outputOf(String classPath, String main) throws Exception {
    Process java = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath,
            main)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    try {
      String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(java.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(java.exitValue()).isZero();
      return output;
    } finally {
      java.destroyForcibly();
    }
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(pattern.pattern()).isTrue();
    return matcher.group(1);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void every_link_leads_to_a_file_and_its_heading(Path document) throws IOException {
    for (MatchResult link : LINK.matcher(Files.readString(document)).results().toList()) {
      Path target = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
      assertThat(target).as(link.group()).exists();
      if (link.group(2) != null) {
        assertThat(anchors(target)).as(link.group()).contains(link.group(2));
      }
    }
  }

  private static Stream<Path> documents() throws IOException {
    try (Stream<Path> pages = Files.walk(Path.of("../.docs"));
        Stream<Path> rules = Files.walk(Path.of("../.github"))) {
      return Stream.concat(
          Stream.of(README),
          Stream.concat(pages, rules)
              .filter(file -> file.toString().endsWith(".md"))
              .sorted()
              .toList()
              .stream());
    }
  }

  /** As GitHub makes them of headings. */
  private static Stream<String> anchors(Path document) throws IOException {
    return HEADING
        .matcher(Files.readString(document))
        .results()
        .map(heading -> heading
            .group(1)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\d _-]", "")
            .replace(' ', '-'));
  }
}
