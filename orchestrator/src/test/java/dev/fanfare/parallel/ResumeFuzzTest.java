package dev.fanfare.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.local.EmbeddedCloud;
import dev.fanfare.local.Extension;
import dev.fanfare.local.FunctionConfig;
import dev.fanfare.store.StoreLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random histories of a run: it is stopped in one way or another, and gone on with by one list or
 * another, by several at once. {@link RunHistory} says what must hold. A failure names the seed, which
 * {@code -Dfanfare.fuzz.seed=N} repeats; {@code -Dfanfare.fuzz.histories=N} makes more of them.
 */
@Timeout(600)
final class ResumeFuzzTest {

  private static final long FIXED_SEED = 20_261_125;

  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource({
    "threads, folder, 110",
    "sequential, folder, 25",
    "threads, bucket, 10",
    "processes, folder, 5",
    "processes, bucket, 2"
  })
  void whatever_happens_to_a_run_its_values_are_its_own_and_nothing_is_computed_twice(
      String backend, String place, int histories) throws IOException {
    long chosen = Long.getLong("fanfare.fuzz.seed", new Random().nextLong());
    int count = Integer.getInteger("fanfare.fuzz.histories", histories);
    if (place.equals("folder")) {
      run(backend, new StoreLocation.Folder(folder.resolve("store")), count, chosen);
      return;
    }
    try (EmbeddedCloud cloud = EmbeddedCloud.start(
        FunctionConfig.of("none", 1),
        folder.resolve("cloud"),
        folder.resolve("store"),
        Extension.NONE)) {
      Map<String, String> properties = Map.of(
          "aws.region", cloud.region(),
          "aws.accessKeyId", cloud.accessKeyId(),
          "aws.secretAccessKey", cloud.secretAccessKey(),
          "aws.endpointUrlS3", cloud.s3Endpoint().toString());
      properties.forEach(System::setProperty);
      try {
        run(backend, new StoreLocation.Bucket(cloud.bucket(), "some/"), count, chosen);
      } finally {
        properties.keySet().forEach(System::clearProperty);
      }
    }
  }

  private void run(String backend, StoreLocation store, int histories, long chosen)
      throws IOException {
    for (long seed : new long[] {FIXED_SEED, chosen}) {
      Random random = new Random(seed);
      for (int history = 0; history < histories; history++) {
        RunHistory run = new RunHistory(backend, store, folder, random);
        try {
          run.play();
        } catch (Exception | AssertionError e) {
          throw new AssertionError(
              "seed " + seed + ", history " + history + ": " + run + ": " + e.getMessage(), e);
        }
      }
    }
    if (histories > 100) {
      assertThat(RunHistory.stopsSeen()).containsAll(RunHistory.STOPS);
    }
  }
}
