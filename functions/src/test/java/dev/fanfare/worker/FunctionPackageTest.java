package dev.fanfare.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What may be inside the package that Lambda runs. */
class FunctionPackageTest {

  @Test
  void no_class_refers_to_the_aws_sdk() throws IOException {
    for (Path file : classFiles()) {
      assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
          .as(file.toString())
          .doesNotContain("software/amazon/awssdk", "software.amazon.awssdk");
    }
  }

  @Test
  void the_aws_sdk_is_not_on_the_class_path() {
    assertThat(System.getProperty("java.class.path"))
        .contains("gson")
        .doesNotContain("awssdk", "aws-java-sdk");
  }

  @Test
  void every_package_is_null_marked() throws Exception {
    List<Path> packages =
        classFiles().stream().map(Path::getParent).distinct().sorted().toList();
    assertThat(packages)
        .extracting(
            folder -> classes().relativize(folder).toString().replace('\\', '.').replace('/', '.'))
        .containsExactly(
            "dev.fanfare.kernel", "dev.fanfare.processor", "dev.fanfare.wire", "dev.fanfare.worker")
        .allSatisfy(name ->
            assertThat(Class.forName(name + ".package-info")).hasAnnotation(NullMarked.class));
  }

  private static List<Path> classFiles() throws IOException {
    try (Stream<Path> files = Files.walk(classes())) {
      return files.filter(file -> file.toString().endsWith(".class")).toList();
    }
  }

  private static Path classes() {
    try {
      return Path.of(WorkerHandler.class
          .getProtectionDomain()
          .getCodeSource()
          .getLocation()
          .toURI());
    } catch (java.net.URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
