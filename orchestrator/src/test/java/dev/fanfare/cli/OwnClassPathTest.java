package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.fanfare.Zip;
import dev.fanfare.kernel.Kernels;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What FANFARE_CLASSPATH may name. */
@Timeout(60)
final class OwnClassPathTest {

  @TempDir
  Path folder;

  private static void assertRefused(String classPath, String entry, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OwnClassPath.check(classPath))
        .withMessageStartingWith("FANFARE_CLASSPATH must name readable jars and folders, got: "
            + entry + ": " + problem);
  }

  @Test
  void jars_folders_and_all_jars_of_a_folder_are_let_through() throws IOException {
    Path jar = jar();

    assertThatNoException()
        .isThrownBy(() -> OwnClassPath.check(
            String.join(File.pathSeparator, "", jar.toString(), folder.toString(), folder + "/*")));
  }

  private Path jar() throws IOException {
    return Files.write(folder.resolve("own.jar"), Zip.empty().with("a", "b").bytes());
  }

  @Test
  void what_is_not_there_is_refused() throws IOException {
    Path missing = folder.resolve("missing.jar");

    assertRefused(missing.toString(), missing.toString(), "no such file");
    assertRefused(jar() + File.pathSeparator + missing, missing.toString(), "no such file");
    assertRefused(missing + "/*", missing + "/*", "no such folder");
  }

  @Test
  void what_is_no_jar_is_refused() throws IOException {
    Path junk = Files.writeString(folder.resolve("junk.jar"), "junk");

    assertRefused(junk.toString(), junk.toString(), "not a jar: ");
  }

  @Test
  void every_command_refuses_it_and_help_does_not() throws Exception {
    for (String command : List.of("kernels", "run --kernel sum --range 0:1", "runs")) {
      with("missing.jar", command).assertRefused("FANFARE_CLASSPATH must name ", "missing.jar");
    }
    assertThat(with("missing.jar", "run --help").exitCode()).isZero();
  }

  private Finished with(String classPath, String command) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(Finished.line(List.of(), command.split(" ")))
        .redirectOutput(out.toFile())
        .redirectError(err.toFile());
    builder.environment().put("FANFARE_CLASSPATH", classPath);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Finished(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void an_index_that_lists_no_kernels_is_told_with_its_place() throws Exception {
    Path index = folder.resolve(Kernels.INDEX);
    Files.createDirectories(index.getParent());
    Files.writeString(index, "com.acme.Rsk\njava.lang.String\n");

    Finished listed = Finished.inChild(folder, List.of("-Xbootclasspath/a:" + folder), "kernels");

    assertThat(listed.out()).contains("sum(long n)");
    assertThat(listed.err())
        .contains(
            "file:" + index + " lists com.acme.Rsk, which is not on the class path",
            "file:" + index + " lists java.lang.String, which has no kernels")
        .doesNotContain("\tat ");
  }
}
