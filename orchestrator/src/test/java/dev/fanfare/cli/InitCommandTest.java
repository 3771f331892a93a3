package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fanfare.JobList;
import dev.fanfare.Version;
import dev.fanfare.rows.Grid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code fanfare init} creates, and what it refuses. {@code .ci/own-kernel} builds and runs it. */
final class InitCommandTest {

  @TempDir
  Path folder;

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
    }
  }

  @Test
  void a_project_has_a_kernel_its_test_a_job_list_a_main_and_a_template() throws Exception {
    new Project("risk").createIn(folder);

    assertThat(files().stream().map(Path::toString))
        .contains(
            "risk/pom.xml",
            "risk/template.yaml",
            "risk/jobs.jsonl",
            "risk/README.md",
            "risk/.gitignore",
            "risk/mvnw",
            "risk/src/main/java/com/example/risk/Pricing.java",
            "risk/src/main/java/com/example/risk/Main.java",
            "risk/src/test/java/com/example/risk/PricingTest.java")
        .allMatch(name -> name.startsWith("risk/"));
    assertThat(folder.resolve("risk/mvnw")).isExecutable();
    assertThat(folder.resolve("risk/pom.xml"))
        .content()
        .contains("<fanfare.version>" + Version.FANFARE + "</fanfare.version>");
    for (Path file : files()) {
      assertThat(folder.resolve(file)).content().doesNotContain("{{");
    }
  }

  @Test
  void the_sources_compile_and_the_job_list_calls_the_kernel() throws Exception {
    Path project = new Project("risk-2").createIn(folder);
    List<String> options = new ArrayList<>(List.of(
        "-parameters",
        "-proc:none",
        "-cp",
        System.getProperty("java.class.path"),
        "-d",
        folder.toString()));
    files().stream()
        .filter(file -> file.toString().endsWith(".java"))
        .forEach(file -> options.add(folder.resolve(file).toString()));

    int compiled =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new));

    assertThat(compiled).isZero();
    assertThat(tasksOf(project))
        .hasSize(9)
        .allMatch(task -> task.startsWith("price(Option[spot=100.0, "));
    assertThat(sweepOf(project)).isEqualTo("9 x 3 = 27 tasks");
  }

  /** The tasks of its job list, by the kernel's full name, because this JVM has read its index of short names. */
  private List<String> tasksOf(Path project) throws IOException {
    Path jobs = Files.writeString(
        folder.resolve("jobs.jsonl"),
        Files.readString(project.resolve("jobs.jsonl"))
            .replace("\"price\"", "\"com.example.risk2.Pricing::price\""));
    return withItsClasses(() -> {
      List<String> tasks = new ArrayList<>();
      JobList.of(jobs).forEach(task -> tasks.add(task.toString()));
      return tasks;
    });
  }

  /** The size of the sweep that its README shows. */
  private String sweepOf(Path project) throws IOException {
    String command = Files.readString(project.resolve("README.md"))
        .lines()
        .filter(line -> line.contains("--kernel price_at "))
        .findFirst()
        .orElseThrow();
    List<String> arguments = Pattern.compile("--arg (\\S+)")
        .matcher(command)
        .results()
        .map(found -> found.group(1))
        .toList();
    return withItsClasses(
        () -> Grid.of("com.example.risk2.Pricing::priceAt", arguments).toString());
  }

  private <T> T withItsClasses(Supplier<T> action) throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    try (URLClassLoader compiled = new URLClassLoader(new URL[] {folder.toUri().toURL()}, own)) {
      thread.setContextClassLoader(compiled);
      return action.get();
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  @Test
  void its_template_imports_what_fanfares_exports() throws Exception {
    String own = Files.readString(Path.of("..", "template.yaml"));
    String template =
        Files.readString(new Project("risk").createIn(folder).resolve("template.yaml"));

    List<String> imports = Pattern.compile("\\$\\{FanfareStack}-(\\w+)")
        .matcher(template)
        .results()
        .map(found -> found.group(1))
        .distinct()
        .toList();

    assertThat(imports).contains("Bucket", "WorkerRole", "ScheduledRun");
    assertThat(imports)
        .allSatisfy(
            name -> assertThat(own).contains("Name: !Sub ${AWS::StackName}-" + name + "\n"));
  }

  @Test
  void its_plugins_and_libraries_are_those_of_fanfares_own_build() throws Exception {
    String own = Files.readString(Path.of("..", "pom.xml"));
    String pom = Files.readString(new Project("risk").createIn(folder).resolve("pom.xml"));
    Matcher plugin = Pattern.compile(
            "<artifactId>(?:maven-)?([a-z]+)(?:-maven)?-plugin</artifactId>\\s*<version>([^<]+)<")
        .matcher(pom);

    assertThat(pom).contains(line(own, "junit.version"));
    int plugins = 0;
    for (; plugin.find(); plugins++) {
      assertThat(line(own, plugin.group(1) + "-plugin.version"))
          .contains(">" + plugin.group(2) + "<");
    }
    assertThat(plugins).isEqualTo(8);
  }

  private static String line(String pom, String property) {
    return pom.lines()
        .filter(line -> line.contains("<" + property + ">"))
        .map(String::strip)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "..", "Risk", "ri sk", "ri/sk", "../risk", "/risk", "2risk", "-risk", "ri--sk",
        "risk-", "ri_sk", "riské"
      })
  void a_name_that_cannot_name_a_folder_a_package_and_a_stack_is_refused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Project(name))
        .withMessageStartingWith("NAME must be lower-case letters")
        .withMessageEndingWith("got: " + name);
  }

  @Test
  void a_name_that_is_too_long_for_a_function_is_refused() {
    assertThat(new Project("r".repeat(50)).name()).hasSize(50);
    assertThatIllegalArgumentException().isThrownBy(() -> new Project("r".repeat(51)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"class", "n-ew", "true", "int"})
  void a_word_of_java_is_refused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Project(name))
        .withMessage("NAME must not be a word of the Java language, got: " + name);
  }

  @Test
  void an_empty_folder_is_filled() throws Exception {
    Files.createDirectory(folder.resolve("risk"));

    new Project("risk").createIn(folder);

    assertThat(folder.resolve("risk/pom.xml")).exists();
  }

  @Test
  void a_folder_with_anything_in_it_is_refused_and_left_as_it_is() throws Exception {
    Path mine = Files.createDirectory(folder.resolve("risk")).resolve("pom.xml");
    Files.writeString(mine, "mine");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Project("risk").createIn(folder))
        .withMessage(folder.resolve("risk") + " exists and is not empty");
    assertThat(files()).containsExactly(Path.of("risk", "pom.xml"));
    assertThat(mine).hasContent("mine");
  }

  @ParameterizedTest
  @CsvSource({"file", "link"})
  void a_file_or_a_link_of_that_name_is_refused_and_left_as_it_is(String kind) throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path there = folder.resolve("risk");
    if (kind.equals("file")) {
      Files.createFile(there);
    } else {
      Files.createSymbolicLink(there, elsewhere);
    }

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Project("risk").createIn(folder))
        .withMessage(there + " exists and is not a folder");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void nothing_is_left_where_it_cannot_be_created() {
    Path missing = folder.resolve("missing");

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> new Project("risk").createIn(missing))
        .withMessageStartingWith("cannot create " + missing.resolve("risk"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_bad_name_is_told_by_the_command() {
    Finished.here("init", "Risk").assertRefused("NAME must be", "got: Risk");
  }
}
