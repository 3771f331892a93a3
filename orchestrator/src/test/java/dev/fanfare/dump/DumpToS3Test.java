package dev.fanfare.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.StoreException;
import dev.fanfare.local.EmbeddedCloud;
import dev.fanfare.local.Extension;
import dev.fanfare.local.FunctionConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dumps in a bucket, of which a folder shows the files. */
@Timeout(60)
final class DumpToS3Test {

  @TempDir
  static Path folder;

  private static EmbeddedCloud cloud;
  private static Map<String, String> properties;

  @BeforeAll
  static void start() {
    cloud = EmbeddedCloud.start(
        FunctionConfig.of("none", 1),
        folder.resolve("cloud"),
        folder.resolve("store"),
        Extension.NONE);
    properties = Map.of(
        "aws.region", cloud.region(),
        "aws.accessKeyId", cloud.accessKeyId(),
        "aws.secretAccessKey", cloud.secretAccessKey(),
        "aws.endpointUrlS3", cloud.s3Endpoint().toString());
    properties.forEach(System::setProperty);
  }

  @AfterAll
  static void stop() {
    properties.keySet().forEach(System::clearProperty);
    cloud.close();
  }

  private static String at(String key) {
    return "s3://" + cloud.bucket() + "/" + key;
  }

  @Test
  void a_dump_makes_the_way_to_s3_and_back() {
    double[] values = new Random(3).doubles(100_000).toArray();

    Dump.to(at("some/where/values.zst"), values);
    Dump.to(at("values"), values);

    assertThat(Load.from(at("some/where/values.zst"), double[].class)).isEqualTo(values);
    assertThat(Load.from(at("values"), double[].class)).isEqualTo(values);
    assertThat(Load.from(folder.resolve("store/some/where/values.zst"), double[].class))
        .isEqualTo(values);
  }

  @Test
  void a_dump_replaces_the_one_before() {
    Dump.to(at("twice.gz"), "first");
    Dump.to(at("twice.gz"), "second");

    assertThat(Load.from(at("twice.gz"), String.class)).isEqualTo("second");
  }

  @Test
  void errors_name_the_object() {
    assertThatThrownBy(() -> Load.from(at("no/such"), String.class))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("such");
    Dump.to(at("text"), "text");
    assertThatThrownBy(() -> Load.from(at("text"), int[].class, 10))
        .isInstanceOf(DumpException.class)
        .hasMessageStartingWith("cannot load " + at("text") + ": it has ");
  }
}
