package dev.fanfare.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.JobListException;
import dev.fanfare.Outcome;
import dev.fanfare.TaskFailedException;
import dev.fanfare.kernel.BadRecordException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.NotAKernelException;
import dev.fanfare.parallel.Parallel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {

  private static final String HEADER = "symbol,price,lot,open,day,side\n";

  @TempDir
  Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static List<@Nullable Object> arguments(Iterable<? extends Delayed<?>> rows) {
    List<@Nullable Object> arguments = new ArrayList<>();
    rows.forEach(task -> arguments.addAll(task.arguments()));
    return arguments;
  }

  private static Rows<@Nullable Object> rows(Path file, String kernel) {
    return Rows.of(file.toString(), null, RowKernels.class.getName() + "::" + kernel);
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void each_record_is_a_task_in_the_order_of_the_file(String backend) throws IOException {
    Path csv = file(
        "a.csv", HEADER + "ACME,1.5,10,true,2026-11-26,BUY\n\"A,B\",-2e3,,false,2024-02-29,SELL\n");

    try (Parallel parallel = Parallel.builder().backend(backend).nJobs(2).build()) {
      assertThat(parallel.call(Rows.csv(csv, RowKernels::quote)))
          .containsExactly(
              "Quote[symbol=ACME, price=1.5, lot=10, open=true, day=2026-11-26, side=BUY]",
              "Quote[symbol=A,B, price=-2000.0, lot=null, open=false, day=2024-02-29, side=SELL]");
    }
  }

  @Test
  void a_bad_record_is_a_failed_outcome_with_its_origin_and_the_others_have_their_values()
      throws IOException {
    Path csv = file("a.csv", "b,a\n2,3\nx,3\n2\n2,\"3\"x\n1.5,1\n,1\n4,5\n");

    try (Parallel parallel = Parallel.builder().nJobs(1).build()) {
      List<Outcome<@Nullable Object>> outcomes =
          parallel.run(rows(csv, "times")).outcomes();

      assertThat(outcomes)
          .extracting(Outcome::value)
          .containsExactly(6L, null, null, null, null, null, 20L);
      assertThat(outcomes)
          .extracting(outcome -> outcome.task().origin())
          .containsExactly(
              at(csv, 4),
              at(csv, 8),
              at(csv, 12),
              at(csv, 14),
              at(csv, 21),
              at(csv, 27),
              at(csv, 30));
      assertThat(outcomes.subList(1, 6))
          .extracting(outcome -> outcome.error().orElseThrow().message())
          .containsExactly(
              at(csv, 8) + ": column 'b' cannot be read as int: not a number: \"x\"",
              at(csv, 12) + ": expected 2 fields, as the header has, got: 1",
              at(csv, 14) + ": expected a comma behind the quotes of the field: \"3\"x",
              at(csv, 21)
                  + ": column 'b' cannot be read as int: not a whole number of 32 bits: 1.5",
              at(csv, 27) + ": column 'b' is empty, and null is no int");
      assertThatThrownBy(() -> parallel.call(rows(csv, "times")))
          .isInstanceOf(TaskFailedException.class)
          .hasCauseInstanceOf(BadRecordException.class)
          .hasMessage("task 1 failed, " + at(csv, 8)
              + ": column 'b' cannot be read as int: not a number: \"x\"");
    }
  }

  private static String at(Path file, long offset) {
    return file.toAbsolutePath() + "@" + offset;
  }

  @Test
  void lines_of_json_are_read_as_the_types_that_the_kernel_declares() throws IOException {
    Path jsonl = file("a.jsonl", """
        {"a":2,"b":3,"c":"left out"}
        {"a":2,"b":"3"}
        {"a":2}
        {"a":2,"b":3,"a":4}
        {"a":2,"b":3
        [2,3]
        {"b":3.0,"a":9007199254740993}""");

    List<String> tasks = new ArrayList<>();
    rows(jsonl, "times")
        .forEach(task -> tasks.add(
            String.valueOf(task.arguments()).replace(jsonl.toAbsolutePath().toString(), "a")));

    assertThat(tasks).hasSize(7);
    assertThat(tasks.get(0)).isEqualTo("[2, 3]");
    assertThat(tasks.get(1)).contains("a@29: argument 'b' of ", " must be int, got: \"3\"");
    assertThat(tasks.get(2)).contains("a@45: ", "lacks its argument: b");
    assertThat(tasks.get(3)).contains("'a' is there twice");
    assertThat(tasks.get(4)).contains("expected a JSON object: ");
    assertThat(tasks.get(5)).contains("expected a JSON object, got: [2,3]");
    assertThat(tasks.get(6)).isEqualTo("[9007199254740993, 3]");
  }

  @Test
  void a_map_has_all_columns_and_a_record_only_its_own() throws IOException {
    Path csv = file("a.csv", "x,symbol,price,lot,open,day,side\n,A,1,2,true,2026-01-01,BUY\n");
    Path jsonl = file("a.jsonl", "{\"x\":{\"y\":[1,2.5,null]},\"z\":true}");

    assertThat(arguments(Rows.csv(csv, RowKernels::text)).toString())
        .isEqualTo("[{x=, symbol=A, price=1, lot=2, open=true, day=2026-01-01, side=BUY}]");
    assertThat(arguments(Rows.csv(csv, RowKernels::quote)))
        .hasSize(1)
        .first()
        .isInstanceOf(RowKernels.Quote.class);
    assertThat(arguments(Rows.jsonl(jsonl, RowKernels::any)).toString())
        .isEqualTo("[{x={y=[1, 2.5, null]}, z=true}]");
  }

  @Test
  void a_bad_cell_of_a_record_is_named_by_its_column() throws IOException {
    Path csv = file(
        "a.csv",
        HEADER + "A,x,1,true,2026-01-01,BUY\nA,1,1,yes,2026-01-01,BUY\nA,1,1,true,2026-13-01,BUY\n"
            + "A,,1,true,2026-01-01,BUY\nA,1,1,true,2026-01-01,HOLD\n");

    assertThat(arguments(Rows.csv(csv, RowKernels::quote)).stream()
            .map(why -> String.valueOf(why).replaceFirst("^.*@\\d+: ", "")))
        .satisfiesExactly(
            why -> assertThat(why)
                .isEqualTo("column 'price' cannot be read as double: not a number: \"x\""),
            why -> assertThat(why).startsWith("column 'open' cannot be read as boolean: "),
            why ->
                assertThat(why).startsWith("column 'day' cannot be read as java.time.LocalDate: "),
            why -> assertThat(why).isEqualTo("column 'price' is empty, and null is no double"),
            why -> assertThat(why).startsWith("column 'side' cannot be read as "));
  }

  @Test
  void a_header_that_the_kernel_cannot_use_is_refused_before_anything_runs() throws IOException {
    assertThatThrownBy(
            () -> Rows.csv(file("a.csv", "symbol,prize,open,day,side\n"), RowKernels::quote))
        .isInstanceOf(JobListException.class)
        .hasMessageContaining("a.csv: there is no column 'price', which ")
        .hasMessageEndingWith("needs, did you mean 'prize'?");
    assertThatThrownBy(() -> rows(file("b.csv", "a\n"), "times"))
        .hasMessageContaining("there is no column 'b'");
    assertThatThrownBy(() -> rows(file("c.csv", "a,b,a\n"), "times"))
        .hasMessageContaining("column 'a' appears twice");
    assertThatThrownBy(() -> rows(file("d.csv", "\n\n"), "text"))
        .hasMessageContaining("expected a header line");
    assertThatThrownBy(() -> rows(file("e.csv", "a\n"), "nothing"))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("takes no arguments");
  }

  @Test
  void what_is_no_kernel_no_file_or_of_no_known_format_is_refused() throws IOException {
    Path csv = file("a.csv", "a,b\n");

    assertThatThrownBy(() -> Rows.csv(csv, (RowKernels.Quote quote) -> 1))
        .isInstanceOf(NotAKernelException.class);
    assertThatThrownBy(() -> rows(folder.resolve("b.csv"), "text"))
        .isInstanceOf(JobListException.class)
        .hasMessage(folder.resolve("b.csv").toAbsolutePath() + ": no such file");
    assertThatThrownBy(() -> rows(folder.resolve("b.txt"), "text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a file that ends in .csv or .jsonl, or a format, got: ");
    assertThatThrownBy(() -> Rows.csv(folder, RowKernels::text))
        .hasMessageEndingWith("cannot be read: it is not a regular file");
    assertThatThrownBy(() -> Rows.csv(csv, RowKernels::text).between(2, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_file_that_has_changed_is_not_read_again() throws IOException {
    Path csv = file("a.csv", "a,b\n1,2\n");
    Rows<String> rows = Rows.csv(csv, RowKernels::text);
    assertThat(arguments(rows)).hasSize(1);

    file("a.csv", "a,b\n1,2\n3,4\n");

    assertThatThrownBy(() -> arguments(rows))
        .isInstanceOf(JobListException.class)
        .hasMessageEndingWith("a.csv has changed since it was first read");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 50_000})
  void a_file_that_changes_while_it_is_read_ends_the_run(int records) throws IOException {
    String text = "a,b\n" + "1,2\n".repeat(records);
    Path csv = file("a.csv", text);
    Iterator<Delayed<String>> rows = Rows.csv(csv, RowKernels::text).iterator();
    assertThat(rows.next().arguments().toString()).isEqualTo("[{a=1, b=2}]");

    file("a.csv", text.replace('1', '3'));
    Files.setLastModifiedTime(csv, FileTime.fromMillis(1));

    List<String> read = new ArrayList<>();
    assertThatThrownBy(
            () -> rows.forEachRemaining(task -> read.add(task.arguments().toString())))
        .isInstanceOf(JobListException.class)
        .hasMessageEndingWith("a.csv has changed since it was first read");
    assertThat(read).containsOnly("[{a=1, b=2}]");
  }

  @Test
  void a_packed_file_that_ends_too_early_says_so() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
    }
    byte[] all = packed.toByteArray();
    for (int length : new int[] {5, all.length - 3}) {
      Path csv = Files.write(folder.resolve("a.csv.gz"), Arrays.copyOf(all, length));
      assertThatThrownBy(() -> arguments(Rows.csv(csv, RowKernels::text)))
          .isInstanceOf(JobListException.class)
          .hasMessageEndingWith("a.csv.gz: cannot be read: it ends too early");
    }
  }

  @Test
  void text_is_no_number_for_a_record_or_a_map_either() throws IOException {
    Path jsonl = file("a.jsonl", """
        {"symbol":"7","price":"1","lot":null,"open":true,"day":"2026-01-01","side":"BUY"}
        {"symbol":"7","price":"NaN","lot":2,"open":true,"day":"2026-01-01","side":"BUY"}
        """);

    List<String> tasks = new ArrayList<>();
    Rows.jsonl(jsonl, RowKernels::quote)
        .forEach(task -> tasks.add(task.arguments().toString()));

    assertThat(tasks).hasSize(2);
    assertThat(tasks.get(0)).contains("@0: column 'price' must be double, got: \"1\"");
    assertThat(tasks.get(1)).contains("price=NaN");
    assertThat(arguments(Rows.jsonl(file("b.jsonl", "{\"a\":1}\n{\"a\":\"1\"}"), RowKernels::total))
            .toString())
        .contains("{a=1}", "column 'a' must be java.lang.Integer, got: \"1\"");
  }

  @Test
  void files_are_found_in_spite_of_links_to_folders_around_them() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("it/inner"));
    file("it/inner/a.txt", "");
    file("it/b.txt", "");
    Files.createSymbolicLink(inner.resolve("loop"), folder.resolve("it"));
    Files.createSymbolicLink(inner.resolve("c.txt"), folder.resolve("it/b.txt"));

    assertThat(arguments(Items.of(folder + "/it/**/*.txt", RowKernels::name)))
        .extracting(name -> folder.relativize(Path.of(String.valueOf(name))).toString())
        .containsExactly("it/b.txt", "it/inner/a.txt", "it/inner/c.txt");
  }

  @Test
  void a_quote_that_is_never_closed_fails_what_follows_as_one_record() throws IOException {
    Path csv = file("a.csv", "a,b\n1,2\n\"1,2\n3,4\n");

    assertThat(arguments(rows(csv, "times")).toString())
        .isEqualTo(
            "[1, 2, " + at(csv, 8) + ": a quote is missing at the end of the field: \"1,2\n3,4\n]");
  }

  @Test
  void text_that_is_not_utf_8_and_bytes_without_an_end_fail_alone() throws IOException {
    Path jsonl = folder.resolve("a.jsonl");
    byte[] long_ = new byte[RecordReader.MOST_BYTES + 1];
    Files.write(jsonl, new byte[] {'{', (byte) 0xff, '}', '\n'});
    Files.write(jsonl, long_, java.nio.file.StandardOpenOption.APPEND);
    Files.writeString(jsonl, "\n{}", java.nio.file.StandardOpenOption.APPEND);

    List<@Nullable Object> arguments = arguments(rows(jsonl, "text"));

    assertThat(arguments).hasSize(3);
    assertThat(arguments.get(0)).isEqualTo(at(jsonl, 0) + ": expected text in UTF-8");
    assertThat(arguments.get(1))
        .isEqualTo(at(jsonl, 4) + ": a record must have at most 67108864 bytes");
    assertThat(arguments.get(2).toString()).isEqualTo("{}");
  }
}
