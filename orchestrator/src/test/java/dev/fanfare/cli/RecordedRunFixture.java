package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.fanfare.runs.ResultLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A store for the runs of a test, and the diary of what they did. */
abstract class RecordedRunFixture {

  @TempDir
  Path folder;

  Path store() {
    return folder.resolve("store");
  }

  Path out() {
    return folder.resolve("out");
  }

  Path diary() {
    return folder.resolve("diary");
  }

  Finished fanfare(String command, String... arguments) {
    return Finished.here(
        Stream.concat(Stream.of(command, "--store=" + store()), Stream.of(arguments))
            .toArray(String[]::new));
  }

  /** A list of that many tasks, each of which notes in the diary that it ran; some fail until they are allowed to pass. */
  Path jobs(int tasks) throws IOException {
    List<String> lines = IntStream.range(0, tasks)
        .mapToObj(n -> TestKernels.line("note", n + ",\"" + folder + "\""))
        .toList();
    return Files.write(folder.resolve("jobs.jsonl"), lines);
  }

  void allowAll() throws IOException {
    Files.createFile(folder.resolve("allowed"));
  }

  List<String> noted() throws IOException {
    return Files.readAllLines(diary());
  }

  JsonObject theRun() {
    Finished runs = fanfare("runs", "--json");
    assertThat(runs.out().lines()).hasSize(1);
    return JsonParser.parseString(runs.out()).getAsJsonObject();
  }

  String id() {
    return theRun().get("runId").getAsString();
  }

  void forget(long... batches) throws IOException {
    for (long batch : batches) {
      ResultLogs.forget(folderOfRun(), batch);
    }
  }

  Path folderOfRun() {
    return store().resolve("runs").resolve(id());
  }

  static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  /** A run that a process of another machine may be working on. */
  void runElsewhere() throws IOException {
    allowAll();
    fanfare("run", jobs(3).toString(), "--backend=sequential");
    Path sessions = store().resolve("runs/" + id() + "/sessions");
    Files.delete(sessions.resolve("0001-end.json"));
    String session = Files.readString(sessions.resolve("0001.json"));
    Files.writeString(
        sessions.resolve("0001.json"),
        session.replaceFirst("\"host\":\"[^\"]*\"", "\"host\":\"elsewhere\""));
  }
}
