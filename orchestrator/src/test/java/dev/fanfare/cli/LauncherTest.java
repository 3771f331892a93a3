package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
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
 * The launcher, in a copy of its installation whose JDKs are scripts: they tell what they were called with, and leave an archive
 * where one is asked for.
 */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it is a script for bash")
final class LauncherTest {

  private static final int NOBODY = 65_534;

  private static final String JAVA = """
      #!/usr/bin/env bash
      echo "java $(dirname "$(dirname "$0")")"
      echo "LC_ALL=${LC_ALL:-} LC_CTYPE=${LC_CTYPE:-}"
      for option; do
        echo "$option"
        case $option in -XX:ArchiveClassesAtExit=*|-XX:AOTCacheOutput=*) echo classes >"${option#*=}" ;; esac
      done
      """;

  @TempDir
  Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private Path installation;
  private Path home;

  @BeforeEach
  void install() throws IOException {
    // Others may look into it, whatever they may do there.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    installation = Files.createDirectory(folder.resolve("installation"));
    home = Files.createDirectory(folder.resolve("home"));
    Files.copy(Path.of("..", "fanfare"), installation.resolve("fanfare"));
    executable(
        "mvnw",
        "mkdir -p orchestrator/target/lib; touch orchestrator/target/fanfare-orchestrator-1.jar orchestrator/target/lib/a.jar");
    for (String module : List.of("functions", "orchestrator")) {
      Files.createDirectories(installation.resolve(module).resolve("src").resolve("main"));
      Files.createFile(installation.resolve(module).resolve("pom.xml"));
    }
    Files.createFile(installation.resolve("pom.xml"));
    environment.put("HOME", home.toString());
    environment.put("PATH", "/usr/bin:/bin");
  }

  @AfterEach
  void allowDeletion() throws IOException {
    permit(installation, "rwxr-xr-x");
  }

  private void executable(String name, String script) throws IOException {
    Path file = Files.writeString(installation.resolve(name), "#!/usr/bin/env bash\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A JDK of that version. */
  private Path jdk(Path place, int version) throws IOException {
    Path bin = Files.createDirectories(place.resolve("bin"));
    Files.writeString(place.resolve("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
    for (String tool : List.of("java", "javac")) {
      Path file = Files.writeString(bin.resolve(tool), JAVA);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return place;
  }

  private Path useJdk(int version) throws IOException {
    Path jdk = jdk(folder.resolve("jdk-" + version), version);
    environment.put("JAVA_HOME", jdk.toString());
    return jdk;
  }

  private static void permit(Path tree, String permissions) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      }
    }
  }

  private Finished fanfare() throws IOException, InterruptedException {
    return fanfare("kernels");
  }

  private Finished fanfare(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("bash", installation.resolve("fanfare").toString()));
    command.addAll(List.of(arguments));
    return execute(command);
  }

  private Finished execute(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "launched", ".out");
    Path err = Files.createTempFile(folder, "launched", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return new Finished(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  private static void assertStarted(Finished launched, Path jdk) {
    assertThat(launched.exitCode()).as(launched.err()).isZero();
    assertThat(launched.out()).startsWith("java " + jdk + "\n").endsWith("\nkernels\n");
  }

  @Test
  void the_jdk_of_JAVA_HOME_wins_over_a_newer_one() throws Exception {
    jdk(home.resolve(".jdks").resolve("newest"), 99);

    assertStarted(fanfare_with(useJdk(17)), folder.resolve("jdk-17"));
  }

  private Finished fanfare_with(Path jdk) throws Exception {
    environment.put("JAVA_HOME", jdk.toString());
    return fanfare();
  }

  @Test
  void the_newest_jdk_is_taken_where_that_of_JAVA_HOME_is_too_old() throws Exception {
    Path newest = jdk(home.resolve(".jdks").resolve("newest"), 99);

    Path old = useJdk(11);
    Finished launched = fanfare_with(old);
    assertStarted(launched, newest);
    assertThat(launched.err())
        .contains("JAVA_HOME is not a JDK 17 or newer: " + old + "; using " + newest);
    environment.remove("JAVA_HOME");
    assertStarted(fanfare(), newest);
  }

  @Test
  void what_is_made_at_the_first_start_is_told_and_the_second_is_silent() throws Exception {
    Path jdk = useJdk(17);

    Finished first = fanfare();
    assertStarted(first, jdk);
    assertThat(first.err().lines())
        .satisfiesExactly(
            line -> assertThat(line)
                .startsWith("fanfare: building Fanfare with Java 17 in " + jdk + " (once"),
            line -> assertThat(line)
                .startsWith("fanfare: preparing a faster start with Java 17 (once"));

    Finished second = fanfare();
    assertStarted(second, jdk);
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).contains("-XX:SharedArchiveFile=" + installation);
  }

  @Test
  void jars_of_sources_and_of_an_earlier_version_are_not_on_the_class_path() throws Exception {
    useJdk(17);
    fanfare();
    Path target = installation.resolve("orchestrator").resolve("target");
    Files.createFile(target.resolve("fanfare-orchestrator-1-sources.jar"));
    Path earlier = Files.createFile(target.resolve("fanfare-orchestrator-0.jar"));
    Files.setLastModifiedTime(earlier, FileTime.from(Instant.EPOCH));

    assertThat(fanfare().out())
        .contains("\n-cp\n" + target.resolve("fanfare-orchestrator-1.jar") + ":"
            + target.resolve("lib").resolve("a.jar") + "\n");
  }

  @Test
  void a_distribution_starts_as_it_is_on_a_runtime_without_a_compiler() throws Exception {
    Path lib = Files.createDirectories(folder.resolve("fanfare-1").resolve("lib"));
    for (String jar : List.of("a.jar", "fanfare-functions-1.jar", "fanfare-orchestrator-1.jar")) {
      Files.createFile(lib.resolve(jar));
    }
    Files.createFile(lib.resolveSibling("LICENSE"));
    Path launcher = Files.createDirectory(lib.resolveSibling("bin")).resolve("fanfare");
    Files.copy(Path.of("..", "fanfare"), launcher);
    Path jre = useJdk(17);
    Files.delete(jre.resolve("bin").resolve("javac"));

    execute(List.of("bash", launcher.toString(), "kernels"));
    Finished second = execute(List.of("bash", launcher.toString(), "kernels"));

    assertStarted(second, jre);
    assertThat(second.err()).isEmpty();
    assertThat(second.out())
        .contains("-XX:SharedArchiveFile=" + lib)
        .contains("\n-cp\n" + lib.resolve("fanfare-orchestrator-1.jar") + ":" + lib.resolve("a.jar")
            + ":" + lib.resolve("fanfare-functions-1.jar") + "\n");
  }

  @Test
  void a_home_that_is_not_set_is_no_mistake() throws Exception {
    Path jdk = useJdk(17);
    environment.remove("HOME");

    Finished launched = fanfare();

    assertStarted(launched, jdk);
    assertThat(launched.err()).doesNotContain("unbound", "HOME");
    assertThat(launched.out()).containsPattern("(?m)^-Duser.home=/.+");
  }

  @Test
  void java_is_told_where_home_is() throws Exception {
    useJdk(25);
    Path elsewhere = Files.createDirectory(folder.resolve("else where"));
    environment.put("HOME", elsewhere.toString());

    assertThat(fanfare().out()).contains("\n-Duser.home=" + elsewhere + "\n");
  }

  /** Starts it as somebody who cannot write the installation. */
  private Finished stranger() throws Exception {
    permit(installation, "r-xr-xr-x");
    List<String> command = new ArrayList<>();
    if (Files.isWritable(installation)) {
      Path setpriv = Path.of("/usr/bin/setpriv");
      assumeTrue(Files.isExecutable(setpriv), "root writes everywhere, and cannot be another here");
      command.addAll(List.of(setpriv.toString(), "--reuid=" + NOBODY, "--clear-groups"));
      Files.setAttribute(home, "unix:uid", NOBODY);
    }
    command.addAll(List.of("bash", installation.resolve("fanfare").toString(), "kernels"));
    return execute(command);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void an_installation_that_others_own_serves_whoever_cannot_write_it(int version)
      throws Exception {
    Path jdk = useJdk(version);
    assertStarted(fanfare(), jdk);
    Path another = useJdk(version + 1);

    Finished first = stranger();
    assertStarted(first, another);
    assertThat(first.err())
        .isEqualTo("fanfare: preparing a faster start with Java " + (version + 1)
            + " (once; a few seconds) ...\n");

    Finished second = stranger();
    assertStarted(second, another);
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).contains("=" + home.resolve(".cache").resolve("fanfare"));
  }

  @Test
  void the_archive_of_an_installation_serves_whoever_cannot_write_it() throws Exception {
    Path jdk = useJdk(17);
    assertStarted(fanfare(), jdk);

    Finished launched = stranger();

    assertStarted(launched, jdk);
    assertThat(launched.err()).isEmpty();
    assertThat(launched.out()).contains("-XX:SharedArchiveFile=" + installation);
  }

  @Test
  void who_has_no_place_to_write_does_without_an_archive() throws Exception {
    assertStarted(fanfare_with(useJdk(17)), folder.resolve("jdk-17"));
    Path another = useJdk(18);
    environment.put("HOME", "/nonexistent");

    Finished launched = stranger();

    assertStarted(launched, another);
    assertThat(launched.err()).isEmpty();
  }

  @Test
  void an_installation_that_is_not_built_is_told_to_whoever_cannot_build_it() throws Exception {
    useJdk(17);

    Finished launched = stranger();

    assertThat(launched.exitCode()).isEqualTo(ExitCode.CANNOT_GO_ON);
    assertThat(launched.out()).isEmpty();
    assertThat(launched.err())
        .startsWith("fanfare: " + installation + " is not built, and ")
        .hasLineCount(1);
  }

  /** A JDK that does this when it is to make an archive, whose file is {@code $file}. */
  private void useJdkThatMakesAnArchiveBy(String script) throws IOException {
    Path jdk = useJdk(17);
    Files.writeString(
        jdk.resolve("bin").resolve("java"),
        "#!/usr/bin/env bash\nfor option; do case $option in -XX:ArchiveClassesAtExit=*)"
            + " file=${option#*=}; "
            + script
            + ";; esac; done\nprintf '%s\\n' \"$@\"\n");
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(installation.resolve("orchestrator").resolve("target"))) {
      return files.filter(file -> file.toString().contains(".archive")).toList();
    }
  }

  @Test
  void an_archive_whose_making_fails_is_not_used() throws Exception {
    useJdkThatMakesAnArchiveBy("echo half >$file; exit 2");

    assertThat(fanfare().out()).doesNotContain("-XX:SharedArchiveFile");

    assertThat(archives()).singleElement().satisfies(file -> assertThat(file).isEmptyFile());
    assertThat(fanfare().out()).doesNotContain("-XX:SharedArchiveFile");
  }

  @Test
  void a_stop_while_the_archive_is_made_leaves_no_process_and_no_file() throws Exception {
    Path started = folder.resolve("started");
    useJdkThatMakesAnArchiveBy("echo half | tee $file >$file.config; (sleep 600 & echo $! >"
        + started + ".part; mv " + started + ".part " + started + "; wait)");
    ProcessBuilder builder =
        new ProcessBuilder("bash", installation.resolve("fanfare").toString(), "kernels");
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process launcher = builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    try {
      while (!Files.exists(started)) {
        assertThat(launcher.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
      }
      launcher.destroy();

      assertThat(launcher.waitFor()).isEqualTo(143);
    } finally {
      launcher.destroyForcibly();
    }
    long training = Long.parseLong(Files.readString(started).strip());
    ProcessHandle.of(training).ifPresent(process -> process.onExit().join());
    assertThat(archives()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "kernels, true",
    "run jobs.jsonl --backend processes, true",
    "run jobs.jsonl --backend lambda, true",
    "run jobs.jsonl --backend threads, false",
    "run jobs.jsonl --backend=sequential, false",
    "resume last, false",
    "retry-failed last, false",
    "rerun last --task 3, false",
    "tune jobs.jsonl, false",
    "compare jobs.jsonl, false"
  })
  void the_quick_compiler_is_chosen_only_if_no_task_runs_in_this_jvm(String line, boolean quick)
      throws Exception {
    useJdk(17);
    fanfare();

    List<String> options = fanfare(line.split(" ")).out().lines().toList();

    assertThat(options.contains("-XX:TieredStopAtLevel=1")).isEqualTo(quick);
  }

  @Test
  void workers_get_the_users_class_path_alone() throws Exception {
    useJdk(17);
    assertThat(fanfare().out()).contains("\n-Dfanfare.worker.classpath=\n");

    environment.put("FANFARE_CLASSPATH", "risk.jar:more/*");

    assertThat(fanfare().out()).contains("\n-Dfanfare.worker.classpath=risk.jar:more/*\n");
  }

  @Test
  void a_locale_without_utf_8_is_given_it_and_another_is_left_alone() throws Exception {
    useJdk(17);
    fanfare();

    assertThat(fanfare().out()).contains("\nLC_ALL= LC_CTYPE=C.UTF-8\n");
    environment.put("LC_ALL", "POSIX");
    assertThat(fanfare().out()).contains("\nLC_ALL=C.UTF-8 LC_CTYPE=\n");
    environment.put("LC_ALL", "C.utf8");
    assertThat(fanfare().out()).contains("\nLC_ALL=C.utf8 LC_CTYPE=\n");
  }
}
