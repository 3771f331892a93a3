package dev.fanfare.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is dumped is loaded again bit by bit, and nobody sees a dump that is not complete. */
@Timeout(60)
final class DumpTest {

  /** A record whose constructor keeps something else. */
  record Sorted(double[] values) {
    Sorted {
      values = values.clone();
      Arrays.sort(values);
    }
  }

  /** A record that writes to the array it is given, at its second creation. */
  record Halved(double[] values) {
    Halved {
      for (int i = 0; i < values.length; i++) {
        values[i] = values[i] / 2;
      }
    }
  }

  record Reading(double value, Double boxed) {}

  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("value.dump");
  }

  private Object reloaded(Object value) {
    Dump.to(file, value);
    return Load.from(file, value.getClass());
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "zlib", "gzip", "xz", "zstd", "lz4"})
  void every_compression_keeps_every_bit_of_every_type(String name) {
    Compression compression = Compression.of(name);
    long seed = new Random().nextLong();
    RandomValues random = new RandomValues(seed);
    for (int round = 0; round < 4; round++) {
      List<Object> values = Stream.concat(
              Stream.concat(random.arrays(random.length()).stream(), random.arrays(0).stream()),
              Stream.of(random.mixed(), 40L, -0.0, '\ud800', "\udc00", true))
          .toList();
      for (Object value : values) {
        Dump.to(file, value, compression);

        assertThat(RandomValues.bits(Load.from(file, value.getClass())))
            .as("seed %d", seed)
            .isEqualTo(RandomValues.bits(value));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "zlib", "gzip", "xz", "zstd", "lz4"})
  void arrays_of_many_chunks_arrive_with_every_compression(String name) {
    double[] values = new Random(7).doubles(150_001).toArray();
    byte[] bytes = new byte[600_001];
    new Random(8).nextBytes(bytes);

    Dump.to(file, values, Compression.of(name));
    assertThat(Load.from(file, double[].class)).isEqualTo(values);
    Dump.to(file, bytes, Compression.of(name));
    assertThat(Load.from(file, byte[].class)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "zlib,1", "zlib,9", "gzip,1", "gzip,9", "xz,1", "xz,6", "zstd,1", "zstd,19", "lz4,2", "lz4,3",
    "lz4,12"
  })
  void every_level_arrives(String name, int level) {
    int[] values = new Random(9).ints(20_000, 0, 50).toArray();

    Dump.to(file, values, Compression.of(name, level));

    assertThat(Load.from(file, int[].class)).isEqualTo(values);
    assertThat(file.toFile().length()).isLessThan(Integer.BYTES * 20_000L / 2);
  }

  @Test
  void values_of_the_jdk_need_no_declared_type() {
    assertThat(reloaded("text")).isEqualTo("text");
    assertThat(reloaded(LocalDate.EPOCH)).isEqualTo(LocalDate.EPOCH);
    assertThat(reloaded(TimeUnit.DAYS)).isEqualTo(TimeUnit.DAYS);
    Dump.to(file, Map.of("a", List.of(1, 2.5, "x")));
    assertThat(Load.<Object>from(file, Map.class)).isEqualTo(Map.of("a", List.of(1, 2.5, "x")));
  }

  @Test
  void a_declared_type_tells_what_a_list_contains() {
    Type days = new TypeToken<List<LocalDate>>() {}.getType();
    List<LocalDate> value = List.of(LocalDate.EPOCH, LocalDate.MAX.minusYears(999_990_000L));

    assertThatThrownBy(() -> Dump.to(file, value))
        .isInstanceOf(DumpException.class)
        .hasMessageStartingWith("cannot dump to " + file + ": the value cannot be carried exactly")
        .hasMessageContaining("declare its type")
        .hasMessageContaining(
            "; pass the type of a list, set or map: Dump.to(path, value, new TypeToken<");
    Dump.to(file, value, days, Compression.NONE);
    assertThat(Load.<List<LocalDate>>from(file, days)).isEqualTo(value);
  }

  @Test
  void what_would_not_arrive_exactly_is_refused_and_writes_nothing() {
    double odd = Double.longBitsToDouble(0x7ff8000000000001L);
    Halved halved = new Halved(new double[] {2, 4});

    assertThatThrownBy(() -> Dump.to(file, new Reading(odd, 1.0)))
        .isInstanceOf(DumpException.class)
        .hasMessageContaining("a NaN with other bits");
    assertThatThrownBy(() -> Dump.to(file, new Reading(1, odd)))
        .hasMessageContaining("a NaN with other bits");
    assertThatThrownBy(() -> Dump.to(file, odd)).hasMessageContaining("a NaN with other bits");
    assertThatThrownBy(() -> Dump.to(file, halved))
        .hasMessageContaining("at $.values, its JSON is read as another value");
    assertThatThrownBy(() -> Dump.to(file, new Object()))
        .hasMessageContaining("JSON carries no java.lang.Object");
    assertThat(file).doesNotExist();
    assertThat(halved.values()).containsExactly(1, 2);
  }

  @Test
  void a_record_whose_constructor_keeps_its_arrays_in_order_arrives() {
    Dump.to(file, new Sorted(new double[] {2, 1, Double.NaN}));

    assertThat(Load.from(file, Sorted.class).values()).containsExactly(1, 2, Double.NaN);
  }

  @ParameterizedTest
  @CsvSource({
    "x.z,zlib,78",
    "x.gz,gzip,1f8b",
    "x.xz,xz,fd377a585a00",
    "x.ZST,zstd,28b52ffd",
    "x.lz4,lz4,04224d18",
    "x.zip,none,8946414e",
    "gz,none,8946414e"
  })
  void the_extension_selects_a_compression(String name, String compression, String beginning)
      throws IOException {
    Path named = folder.resolve(name);

    Dump.to(named, new long[] {1, 2, 3});

    assertThat(hex(named)).startsWith(beginning);
    assertThat(Compression.byExtension(name).toString()).startsWith(compression);
    assertThat(Load.from(named, long[].class)).containsExactly(1, 2, 3);
  }

  private static String hex(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    for (byte one : Files.readAllBytes(file)) {
      text.append(String.format(Locale.ROOT, "%02x", one));
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "zlib", "gzip", "xz", "zstd", "lz4"})
  void the_content_tells_the_compression_whatever_the_name(String name) {
    for (String wrong : List.of("x.z", "x.gz", "x.xz", "x.zst", "x.lz4", "x")) {
      Path misnamed = folder.resolve(wrong);
      Dump.to(misnamed, new int[] {4, 5}, Compression.of(name));

      assertThat(Load.from(misnamed, int[].class)).containsExactly(4, 5);
    }
  }

  @Test
  void a_dump_that_another_program_decompressed_is_loaded() throws IOException {
    Path packed = folder.resolve("x.gz");
    Dump.to(packed, new int[] {6, 7});

    try (InputStream unpacked = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(unpacked, file);
    }

    assertThat(Load.from(file, int[].class)).containsExactly(6, 7);
    assertThat(Load.mapped(file).ints().get(1)).isEqualTo(7);
  }

  @Test
  void a_compression_that_does_not_exist_is_refused_with_those_that_do() {
    assertThatThrownBy(() -> Compression.of("bz2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("compression must be one of none, zlib, gzip, xz, zstd, lz4, got: bz2");
    assertThatThrownBy(() -> Compression.of("zstd", 20))
        .hasMessage("level of zstd must be from 1 to 19, got: 20");
    assertThatThrownBy(() -> Compression.of("zlib", 0))
        .hasMessage("level of zlib must be from 1 to 9, got: 0");
    assertThatThrownBy(() -> Compression.of("none", 1))
        .hasMessage("compression 'none' has no level, got: 1");
  }

  @Test
  void a_value_of_another_type_is_refused_with_both_types() {
    Dump.to(file, new double[] {1});

    assertThatThrownBy(() -> Load.from(file, float[].class))
        .isInstanceOf(DumpException.class)
        .hasMessage("cannot load " + file + " as float[]: it was dumped as double[]");
    assertThatThrownBy(() -> Load.from(file, Integer.class))
        .isInstanceOf(DumpException.class)
        .hasMessageContaining("an array belongs to no part of the value")
        .hasMessageEndingWith("; it was dumped as double[]");
    assertThatThrownBy(() -> Load.from(file, Reading.class)).isInstanceOf(DumpException.class);
  }

  @Test
  void errors_name_the_file() {
    Path nowhere = folder.resolve("no/where.dump");

    assertThatThrownBy(() -> Load.from(nowhere, int[].class))
        .hasMessage("cannot load " + nowhere + ": no such file");
    assertThatThrownBy(() -> Load.mapped(nowhere))
        .hasMessage("cannot map " + nowhere + ": no such file");
    assertThatThrownBy(() -> Dump.to(nowhere, 1))
        .hasMessage("cannot dump to " + nowhere + ": its folder does not exist");
    assertThatThrownBy(() -> Load.from(folder, int[].class))
        .hasMessage("cannot load " + folder + ": it is a folder");
    assertThatThrownBy(() -> Dump.to(folder, 1))
        .hasMessage("cannot dump to " + folder + ": it is a folder");
    assertThatThrownBy(() -> Dump.to("s3://bucket", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("place must be a file or s3://bucket/key, got: s3://bucket");
    assertThatThrownBy(() -> Load.from(file, int[].class, 0))
        .hasMessage("maxBytes must be positive, got: 0");
  }

  @Test
  void a_path_may_be_text() {
    Dump.to(file.toString(), List.of("a", "b"));

    assertThat(Load.<List<String>>from(file.toString(), List.class)).containsExactly("a", "b");
  }

  @Test
  void a_failed_dump_keeps_the_old_one_and_leaves_no_file() throws IOException {
    Dump.to(file, "old");
    Place place = new Place.InFile(file);

    assertThatThrownBy(() -> place.write(out -> {
          out.write("half of it".getBytes(StandardCharsets.UTF_8));
          throw new IOException("disk full");
        }))
        .hasMessage("disk full");

    assertThat(Load.from(file, String.class)).isEqualTo("old");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void readers_see_whole_dumps_while_others_replace_them() throws Exception {
    long[] ones = new long[20_000];
    long[] twos = new long[25_000];
    Arrays.fill(ones, 1);
    Arrays.fill(twos, 2);
    Dump.to(file, ones);
    ExecutorService writers = Executors.newFixedThreadPool(2);
    CountDownLatch started = new CountDownLatch(2);
    try {
      List<Future<?>> ends = Stream.of(ones, twos)
          .<Future<?>>map(values -> writers.submit(() -> {
            started.countDown();
            for (int i = 0; i < 15; i++) {
              Dump.to(file, values);
            }
          }))
          .toList();
      started.await();
      while (!ends.stream().allMatch(Future::isDone)) {
        assertThat(Load.from(file, long[].class)).isIn(ones, twos);
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      writers.shutdownNow();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void a_link_stays_and_what_it_stands_for_is_replaced() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("other/link"));
    Files.createSymbolicLink(other.resolve("link"), Path.of("real"));

    for (String value : List.of("new", "newer")) {
      Dump.to(link, value);
      assertThat(Files.isSymbolicLink(link)).isTrue();
      assertThat(Load.from(other.resolve("real"), String.class)).isEqualTo(value);
    }
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
    assertThatThrownBy(() -> Dump.to(loop, "value")).isInstanceOf(DumpException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "rw-rw-rw-", "r--------"})
  void a_file_that_is_replaced_keeps_its_permissions(String permissions) throws IOException {
    Files.createFile(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    Dump.to(file, "secret");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo(permissions);
    assertThat(Load.from(file, String.class)).isEqualTo("secret");
  }

  @Test
  void what_is_no_file_is_not_replaced() throws IOException {
    Path socket = folder.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));

      assertThatThrownBy(() -> Dump.to(socket, "value"))
          .isInstanceOf(DumpException.class)
          .hasMessage("cannot dump to " + socket + ": it is no file");
    }
    assertThat(Files.isRegularFile(socket)).isFalse();
  }

  @Test
  void a_name_may_be_as_long_as_the_file_system_allows() {
    Path file = folder.resolve("x".repeat(255));

    Dump.to(file, "value");

    assertThat(Load.from(file, String.class)).isEqualTo("value");
  }
}
