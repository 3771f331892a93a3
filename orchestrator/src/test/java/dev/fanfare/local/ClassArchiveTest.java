package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassArchiveTest {

  private static final String HANDLER = TestHandlers.Echo.class.getName();

  @TempDir
  Path folder;

  @Test
  void is_used_by_a_worker_whose_class_path_goes_on() throws Exception {
    List<Path> jars = jars();
    FunctionConfig function = FunctionConfig.of(HANDLER, 1).withMemoryMb(256);
    ClassArchive archive = ClassArchive.of(jars, HANDLER, folder).orElseThrow();
    assertThat(archive.options()).isEmpty();

    Training.make(archive, WorkerCommand.of(function, folder));

    assertThat(archive.exists()).isTrue();
    assertThat(loaded(archive, jars, WorkerCommand.jvmOptions(function)))
        .contains("AWSLambda source: shared objects file");
  }

  @Test
  void is_not_published_before_it_is_complete() throws Exception {
    ClassArchive archive = ClassArchive.of(jars(), HANDLER, folder).orElseThrow();
    Path part = Files.createFile(archive.part());

    assertThatThrownBy(() -> archive.publish(part)).isInstanceOf(IOException.class);

    assertThat(archive.exists()).isFalse();
  }

  @Test
  void leaves_nothing_behind_if_its_training_is_interrupted() throws Exception {
    List<Path> jars = jars();
    FunctionConfig function = FunctionConfig.of(HANDLER, 1).withMemoryMb(256);
    ClassArchive archive = ClassArchive.of(jars, HANDLER, folder).orElseThrow();

    Thread.currentThread().interrupt();
    Training.make(archive, WorkerCommand.of(function, folder));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(archive.exists()).isFalse();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(file -> file.toString().contains(".part"));
    }
  }

  @Test
  void is_not_made_of_folders() throws IOException {
    assertThat(ClassArchive.of(List.of(folder), HANDLER, folder)).isEmpty();
  }

  @Test
  void is_not_made_without_the_handler() throws IOException {
    assertThat(ClassArchive.of(jars(), "com.acme.Handler", folder)).isEmpty();
  }

  /** What a JVM with the archive and a longer class path tells of the classes that it loads. */
  private String loaded(ClassArchive archive, List<Path> jars, List<String> options)
      throws Exception {
    List<Path> longer = new ArrayList<>(jars);
    longer.add(folder);
    List<String> line = new ArrayList<>(
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    line.addAll(options);
    line.addAll(archive.options());
    line.addAll(List.of(
        "-Xlog:class+load",
        "-cp",
        WorkerClassPath.joined(longer),
        WorkerMain.class.getName(),
        HANDLER));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  /** The leading class path with its folders made jars, and the tests' classes beside them. */
  private List<Path> jars() throws IOException {
    List<Path> jars = new ArrayList<>();
    for (Path entry : WorkerClassPath.of(List.of(), /* nativeClient= */ true).leading()) {
      jars.add(Files.isDirectory(entry) ? jar(entry) : entry);
    }
    jars.add(jar(testClasses()));
    return jars;
  }

  private static Path testClasses() {
    return WorkerClassPath.ofThisJvm().stream()
        .filter(entry -> Files.exists(entry.resolve(HANDLER.replace('.', '/') + ".class")))
        .findFirst()
        .orElseThrow();
  }

  private Path jar(Path classes) throws IOException {
    Path jar = Files.createTempFile(folder, "classes", ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, entries);
      }
    }
    return jar;
  }
}
