package dev.fanfare.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How places are written, and which one is taken if nobody says. */
final class StoreLocationTest {

  private static final Path HOME = Path.of("/home/ada");

  @Test
  void a_bucket_may_have_a_prefix() {
    assertThat(StoreLocation.parse("s3://my-bucket/some/where"))
        .isEqualTo(new StoreLocation.Bucket("my-bucket", "some/where/"));
    assertThat(StoreLocation.parse("s3://my-bucket/some/"))
        .isEqualTo(new StoreLocation.Bucket("my-bucket", "some/"));
    assertThat(StoreLocation.parse("s3://my-bucket"))
        .isEqualTo(new StoreLocation.Bucket("my-bucket", ""))
        .hasToString("s3://my-bucket/");
  }

  @Test
  void anything_else_is_a_folder() {
    assertThat(StoreLocation.parse("runs"))
        .isEqualTo(new StoreLocation.Folder(Path.of("runs").toAbsolutePath()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "s3:/bucket", "s3://", "s3://No_Bucket", "a\u0000b"})
  void what_is_neither_is_refused(String text) {
    assertThatThrownBy(() -> StoreLocation.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("store must be a folder or s3://bucket/prefix, got: " + text);
  }

  @Test
  void the_environment_decides_before_the_users_folder_for_data() {
    assertThat(StoreLocation.standard(Map.of("FANFARE_STORE", "s3://bucket"), HOME))
        .isEqualTo(new StoreLocation.Bucket("bucket", ""));
    assertThat(StoreLocation.standard(Map.of("XDG_DATA_HOME", "/data"), HOME))
        .isEqualTo(new StoreLocation.Folder(Path.of("/data/fanfare")));
    assertThat(StoreLocation.standard(Map.of("XDG_DATA_HOME", "relative"), HOME))
        .isEqualTo(new StoreLocation.Folder(Path.of("/home/ada/.local/share/fanfare")));
    assertThat(StoreLocation.standard(Map.of(), HOME))
        .isEqualTo(new StoreLocation.Folder(Path.of("/home/ada/.local/share/fanfare")));
  }
}
