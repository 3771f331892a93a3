package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher inside a user's project. JDK and Maven are scripts: Java prints its class path; Maven writes down what it was called
 * with and 'compiles' by copying the sources.
 */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it is a script for bash")
final class ProjectLauncherTest {

  private static final int NOBODY = 65_534;

  private static final String MAVEN = """
      echo "$*" >>"$HOME/maven"
      for option; do
        case $option in -Dmdep.outputFile=*) printf "$HOME/math.jar" >"${option#*=}"; touch "$HOME/math.jar" ;; esac
      done
      case $* in
        *compile*)
          if grep -qr 'does not compile' src; then
            printf '[ERROR] %s\\n' 'COMPILATION ERROR : ' 'Pricing.java:[1,1] not a statement' '  symbol: x' \\
              'Failed to execute goal compile: Compilation failure: Compilation failure: ' 'Pricing.java:[1,1] not a statement' \\
              '  symbol: x' '-> [Help 1]' '' 'To see the full stack trace of the errors, re-run Maven with the -e switch.' \\
              'Re-run Maven using the -X switch to enable full debug logging.' '' \\
              'For more information about the errors and possible solutions, please read the following articles:' \\
              '[Help 1] http://cwiki.apache.org/confluence/display/MAVEN/MojoFailureException'
            exit 1
          fi
          if grep -qr 'no such library' src; then
            echo '[ERROR] Failed to execute goal on project risk: Could not find artifact a:b:jar:1 -> [Help 1]'
            exit 1
          fi
          rm -rf target/classes && mkdir -p target && cp -R src/main target/classes ;;
      esac
      """;

  private static final String POM = """
      <project>
        <artifactId>risk</artifactId>
        <dependencies>
          <dependency>
            <groupId>dev.fanfare</groupId>
            <artifactId>fanfare-orchestrator</artifactId>
          </dependency>
        </dependencies>
      </project>
      """;

  @TempDir
  Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private Path installation;
  private Path home;
  private Path project;
  private Path source;

  @BeforeEach
  void install() throws IOException, InterruptedException {
    folder = folder.toRealPath();
    home = Files.createDirectory(folder.resolve("home"));
    installation = folder.resolve("installation");
    Path target = Files.createDirectories(installation.resolve("orchestrator/target"));
    Files.createDirectories(target.resolve("lib"));
    Files.copy(Path.of("..", "fanfare"), installation.resolve("fanfare"));
    Files.writeString(installation.resolve("pom.xml"), "<project/>");
    Files.writeString(target.resolve("fanfare-orchestrator-0.1.0.jar"), "orchestrator");
    Files.writeString(target.resolve("lib/fanfare-functions-0.1.0.jar"), "functions");
    for (String module : List.of("functions", "orchestrator")) {
      Files.createDirectories(installation.resolve(module).resolve("src/main"));
      Files.writeString(
          installation.resolve(module).resolve("pom.xml"),
          "<parent><artifactId>fanfare</artifactId></parent><artifactId>fanfare-functions</artifactId>");
    }
    age(installation, Duration.ofMinutes(10));
    earlier(Files.createFile(target.resolve("built")), Duration.ofMinutes(5));
    Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    script(bin.resolve("javac"), "");
    script(bin.resolve("java"), "echo \"<${FANFARE_CLASSPATH:-}>\"");
    environment.put("HOME", home.toString());
    environment.put("JAVA_HOME", folder.resolve("jdk").toString());
    environment.put("PATH", "/usr/bin:/bin");
    project = folder.resolve("risk");
    source = project.resolve("src/main/java/Pricing.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "first");
    Files.writeString(project.resolve("pom.xml"), POM);
    script(project.resolve("mvnw"), MAVEN);
    age(project, Duration.ofMinutes(1));
    fanfareIn(folder, "kernels"); // Prepares the archive of classes.
  }

  private static void script(Path file, String script) throws IOException {
    Files.writeString(file, "#!/usr/bin/env bash\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void age(Path tree, Duration age) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.toList()) {
        earlier(file, age);
      }
    }
  }

  private static void earlier(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(
        file, FileTime.from(Files.getLastModifiedTime(file).toInstant().minus(age)));
  }

  /** The last build was long ago. */
  private void passTime() throws IOException {
    earlier(project.resolve("target/fanfare/classpath"), Duration.ofSeconds(30));
  }

  private Process start(Path where, Path out, Path err, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("bash", installation.resolve("fanfare").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command)
        .directory(where.toFile())
        .redirectOutput(out.toFile())
        .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private Finished fanfareIn(Path where, String... arguments)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "launched", ".out");
    Path err = Files.createTempFile(folder, "launched", ".err");
    Process process = start(where, out, err, arguments);
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return new Finished(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  private Finished fanfare(String... arguments) throws IOException, InterruptedException {
    return fanfareIn(project, arguments);
  }

  /** What is on the class path of a run in the project: the text of the kernel's source. */
  private static String kernelOf(Finished launched) throws IOException {
    assertThat(launched.exitCode()).as(launched.err()).isZero();
    return Files.readString(snapshotOf(launched).resolve("java/Pricing.java"));
  }

  private static Path snapshotOf(Finished launched) {
    return Path.of(launched.out().replaceAll("(?s).*<(.*?)(:.*)?>\n", "$1"));
  }

  private long builds() throws IOException {
    Path calls = home.resolve("maven");
    return Files.exists(calls)
        ? Files.readAllLines(calls).stream()
            .filter(line -> line.contains("compile"))
            .count()
        : 0;
  }

  @Test
  void a_project_is_built_by_the_first_command_that_calls_kernels_and_the_second_is_silent()
      throws Exception {
    Finished first = fanfare("run", "jobs.jsonl");

    assertThat(kernelOf(first)).isEqualTo("first");
    assertThat(first.out()).endsWith(":" + home + "/math.jar>\n");
    assertThat(first.err()).contains("fanfare: building risk (once");
    passTime();
    Finished second = fanfareIn(source.getParent(), "run", "jobs.jsonl");
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(second.err()).isEmpty();
    assertThat(builds()).isOne();
  }

  @Test
  void an_edit_is_built_and_an_earlier_run_keeps_its_classes() throws Exception {
    Finished first = fanfare("run");
    passTime();
    Files.writeString(source, "second");

    assertThat(kernelOf(fanfare("run"))).isEqualTo("second");
    assertThat(kernelOf(first)).isEqualTo("first");
  }

  @Test
  void a_source_that_is_deleted_and_a_change_of_the_pom_are_built() throws Exception {
    Files.writeString(source.resolveSibling("Other.java"), "other");
    age(project, Duration.ofMinutes(1));
    fanfare("run");
    passTime();
    Files.delete(source.resolveSibling("Other.java"));

    assertThat(snapshotOf(fanfare("run")).resolve("java/Other.java")).doesNotExist();
    passTime();
    Files.writeString(project.resolve("pom.xml"), POM + "<!-- -->");
    fanfare("run");
    assertThat(builds()).isEqualTo(3);
  }

  @Test
  void what_is_edited_during_the_build_is_built_by_the_next_command() throws Exception {
    script(
        project.resolve("mvnw"),
        MAVEN
            + "case $* in *compile*) sleep 0.1; echo later >src/main/java/Pricing.java ;; esac\n");
    fanfare("run");
    script(project.resolve("mvnw"), MAVEN);

    assertThat(kernelOf(fanfare("run"))).isEqualTo("later\n");
  }

  @Test
  void a_new_build_of_fanfare_is_followed_by_one_of_the_project() throws Exception {
    fanfare("run");
    passTime();
    Files.setLastModifiedTime(
        installation.resolve("orchestrator/target/built"),
        FileTime.fromMillis(System.currentTimeMillis()));

    fanfare("run");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void a_library_that_is_gone_is_fetched_by_a_build() throws Exception {
    fanfare("run");
    passTime();
    Files.delete(home.resolve("math.jar"));

    fanfare("run");

    assertThat(home.resolve("math.jar")).exists();
    assertThat(builds()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "report"})
  void values_are_shown_with_the_classes_of_the_last_build(String command) throws Exception {
    fanfare("run");
    passTime();
    Files.writeString(source, "does not compile");

    Finished shown = fanfare(command);

    assertThat(shown.exitCode()).isZero();
    assertThat(kernelOf(shown)).isEqualTo("first");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void nothing_runs_if_the_build_fails_and_the_next_command_tries_again() throws Exception {
    Files.writeString(source, "does not compile");

    Finished failed = fanfare("run");

    assertThat(failed.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).contains("the build of " + project + " failed; nothing has run");
    Files.writeString(source, "compiles");
    assertThat(kernelOf(fanfare("run"))).isEqualTo("compiles");
  }

  @Test
  void the_compilers_messages_are_told_once_without_mavens_help() throws Exception {
    Files.writeString(source, "does not compile");

    assertThat(fanfare("run").err()).endsWith("""
            [ERROR] COMPILATION ERROR :\s
            [ERROR] Pricing.java:[1,1] not a statement
            [ERROR]   symbol: x
            fanfare: the build of %s failed; nothing has run
            """.formatted(project));

    Files.writeString(source, "no such library");
    assertThat(fanfare("run").err()).contains("Could not find artifact a:b:jar:1\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kernels", "memo list", "doctor"})
  void a_command_that_runs_no_tasks_says_what_a_failed_build_means_for_it(String command)
      throws Exception {
    Files.writeString(source, "does not compile");

    Finished failed = fanfare(command.split(" "));

    assertThat(failed.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(failed.err())
        .endsWith("the build of " + project + " failed, so its kernels are not known\n");
  }

  @Test
  void two_commands_at_once_build_once() throws Exception {
    script(project.resolve("mvnw"), MAVEN + "sleep 0.5\n");
    Path other = Files.createFile(folder.resolve("other"));
    Process first = start(project, other, other, "run");

    fanfare("run");

    assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(builds()).isOne();
    assertThat(project.resolve("target/fanfare/lock")).doesNotExist();
  }

  @Test
  void a_lock_whose_owner_was_killed_holds_nobody_up() throws Exception {
    Process killed = new ProcessBuilder("true").start();
    killed.waitFor();
    Path lock = Files.createDirectories(project.resolve("target/fanfare")).resolve("lock");
    Files.createSymbolicLink(lock, Path.of(Long.toString(killed.pid())));

    assertThat(kernelOf(fanfare("run"))).isEqualTo("first");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"runs", "show last", "report last", "clean", "init other", "run --help", "--help"})
  void what_calls_no_kernel_builds_nothing(String command) throws Exception {
    Files.writeString(source, "does not compile");

    Finished launched = fanfare(command.split(" "));

    assertThat(launched.exitCode()).as(launched.err()).isZero();
    assertThat(builds()).isZero();
    assertThat(project.resolve("target")).doesNotExist();
  }

  @Test
  void FANFARE_CLASSPATH_comes_before_the_project() throws Exception {
    environment.put("FANFARE_CLASSPATH", "mine.jar");

    assertThat(fanfare("run").out()).startsWith("<mine.jar:" + project + "/target/fanfare/");
  }

  @Test
  void a_folder_that_does_not_depend_on_fanfare_and_fanfares_own_modules_are_no_projects()
      throws Exception {
    Files.writeString(project.resolve("pom.xml"), "<artifactId>fanfare-tales</artifactId>");

    for (Path elsewhere :
        List.of(project, folder, installation, installation.resolve("functions"))) {
      assertThat(fanfareIn(elsewhere, "run").out()).isEqualTo("<>\n");
    }
    assertThat(builds()).isZero();
  }

  @Test
  void a_project_of_another_user_is_not_built() throws Exception {
    Path pom = project.resolve("pom.xml");
    assumeTrue(Files.getAttribute(folder, "unix:uid").equals(0), "only root can give files away");
    Files.setAttribute(pom, "unix:uid", NOBODY);

    Finished launched = fanfare("run");

    assertThat(launched.out()).isEqualTo("<>\n");
    assertThat(launched.err()).contains(project + " is not used", "belongs to another user");
    assertThat(builds()).isZero();
  }

  @Test
  void fanfare_is_installed_into_the_local_repository_unless_it_is_there() throws Exception {
    fanfare("run");
    assertThat(home.resolve("maven")).content().contains("-Dfile=" + installation + "/pom.xml");
    putFanfareInto(home.resolve(".m2/repository"));
    Files.delete(home.resolve("maven"));
    Files.writeString(source, "second");

    fanfare("run");

    assertThat(home.resolve("maven"))
        .content()
        .contains("compile")
        .doesNotContain("install", "settings.localRepository");
  }

  private static void putFanfareInto(Path repository) throws IOException {
    for (String module : List.of("functions", "orchestrator")) {
      Path version =
          Files.createDirectories(repository.resolve("dev/fanfare/fanfare-" + module + "/0.1.0"));
      Files.writeString(version.resolve("fanfare-" + module + "-0.1.0.jar"), module);
    }
  }

  @Test
  void fanfare_is_looked_for_where_maven_has_its_repository() throws Exception {
    Path elsewhere = folder.resolve("elsewhere");
    putFanfareInto(elsewhere);
    haveMavensRepositoryIn(elsewhere);

    fanfare("run");

    assertThat(home.resolve("maven")).content().contains("compile").doesNotContain("install");
  }

  private void haveMavensRepositoryIn(Path repository) throws IOException {
    script(
        project.resolve("mvnw"),
        "case \"$*\" in *settings.localRepository*) printf %s " + repository + "; exit ;; esac\n"
            + MAVEN);
  }

  @ParameterizedTest
  @CsvSource({
    "risk/.mvn/maven.config,           -Dmaven.repo.local=/elsewhere",
    "risk/.mvn/maven.config,           --settings=ours.xml",
    "risk/.mvn/maven.config,           -s ours.xml",
    "risk/.mvn/jvm.config,             -Dmaven.repo.local=/elsewhere",
    ".mvn/maven.config,                -Dmaven.repo.local=/elsewhere",
    "home/.mavenrc,                    MAVEN_OPTS=-Dmaven.repo.local=/elsewhere",
    "home/.m2/settings.xml,            <localRepository>/elsewhere</localRepository>",
    "home/.m2/maven-user.properties,   maven.repo.local=/elsewhere",
    "MAVEN_ARGS,                       -ntp -Dmaven.repo.local=/elsewhere",
    "MAVEN_OPTS,                       -Dmaven.repo.local=/elsewhere",
  })
  void fanfare_in_the_default_repository_does_not_count_if_maven_has_another(
      String place, String option) throws Exception {
    putFanfareInto(home.resolve(".m2/repository"));
    haveMavensRepositoryIn(folder.resolve("elsewhere"));
    if (place.startsWith("MAVEN")) {
      environment.put(place, option);
    } else {
      Files.createDirectories(folder.resolve(place).getParent());
      Files.writeString(folder.resolve(place), option + "\n");
    }

    fanfare("run");

    assertThat(home.resolve("maven")).content().contains("install-file", "compile");
    putFanfareInto(folder.resolve("elsewhere"));
    Files.delete(home.resolve("maven"));
    Files.writeString(source, "second");

    fanfare("run");

    assertThat(home.resolve("maven")).content().contains("compile").doesNotContain("install");
  }

  @Test
  void a_project_is_built_with_the_jdk_of_the_path_as_by_other_tools() throws Exception {
    script(project.resolve("mvnw"), "printf '%s\n' \"$JAVA_HOME\" >\"$HOME/jdk\"\n" + MAVEN);
    fanfare("run");
    assertThat(home.resolve("jdk")).content().isEqualToIgnoringNewLines(folder + "/jdk");

    // Fanfare runs on this newer JDK; the project is still built with the one on the path.
    Path newer = home.resolve(".jdks/newer/bin");
    Files.createDirectories(newer);
    Files.writeString(newer.resolveSibling("release"), "JAVA_VERSION=\"99.0.1\"\n");
    script(newer.resolve("javac"), "");
    script(newer.resolve("java"), "echo \"<${FANFARE_CLASSPATH:-}>\"");
    environment.remove("JAVA_HOME");
    environment.put("PATH", folder.resolve("jdk/bin") + ":/usr/bin:/bin");
    Files.writeString(source, "second");

    fanfare("run");

    assertThat(home.resolve("jdk")).content().isEqualToIgnoringNewLines(folder + "/jdk");
  }

  @Test
  void an_older_maven_resets_no_colors_at_its_end() throws Exception {
    script(
        project.resolve("mvnw"),
        MAVEN
            + "case $MAVEN_OPTS in *-Djansi.noreset=true*) ;; *) printf '\\033[0m' >&2 ;; esac\n");

    assertThat(fanfare("run").err()).contains("building").doesNotContain("\033");
  }

  @Test
  void a_project_without_a_wrapper_is_built_by_the_mvn_of_the_path_or_else_by_fanfares()
      throws Exception {
    Files.delete(project.resolve("mvnw"));
    Path bin = Files.createDirectory(folder.resolve("bin"));
    script(installation.resolve("mvnw"), "echo fanfares >>\"$HOME/which\"\n" + MAVEN);
    environment.put("PATH", bin + ":/usr/bin:/bin");
    if (!Files.exists(Path.of("/usr/bin/mvn"))) {
      assertThat(kernelOf(fanfare("run"))).isEqualTo("first");
      assertThat(home.resolve("which")).exists();
      Files.delete(home.resolve("which"));
    }
    script(bin.resolve("mvn"), MAVEN);
    Files.writeString(source, "second");

    assertThat(kernelOf(fanfare("run"))).isEqualTo("second");
    assertThat(home.resolve("which")).doesNotExist();
  }
}
