package dev.fanfare.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Zip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the control plane reads of an upload, without a cloud. */
final class FunctionPackageUploadTest {

  @TempDir
  Path folder;

  @Test
  void no_entry_of_a_zip_leads_out_of_its_folder() throws IOException {
    Path target = Files.createDirectory(folder.resolve("unpacked"));
    byte[] zip = Zip.empty()
        .with("../outside.jar", "1")
        .with("lib/../../outside.jar", "2")
        .with("lib/sub/../../../outside.jar", "3")
        .with("lib\\..\\..\\outside.jar", "4")
        .with("/outside.jar", "5")
        .with("lib/in.jar", "6")
        .bytes();

    FunctionPackage stored =
        FunctionPackage.store(Base64.getEncoder().encodeToString(zip), target.resolve("code"));

    try (Stream<Path> files = Files.walk(target)) {
      assertThat(files.filter(Files::isRegularFile).map(target::relativize).map(Path::toString))
          .containsExactlyInAnyOrder("code/package.jar", "code/lib/in.jar");
    }
    assertThat(stored.classPath()).hasSize(2);
    assertThat(folder.resolve("outside.jar")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{\"MemorySize\":\"much\"}", "{\"FunctionName\":"})
  void what_is_no_request_is_refused(String body) {
    assertThatThrownBy(() -> FunctionRequest.of(body.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            LambdaRefusal.class,
            refused -> assertThat(refused.answer().status()).isEqualTo(400));
  }
}
