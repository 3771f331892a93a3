package dev.fanfare.runs;

import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a run's results are, by looking at the files themselves, and damage to them. */
public final class ResultLogs {

  private ResultLogs() {}

  /** Result objects and logs in the folder of a run. */
  public static List<Path> files(Path run) throws IOException {
    Path results = run.resolve("results");
    if (!Files.isDirectory(results)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(results)) {
      return files
          .filter(file -> file.toString().matches(".*[.]jsonl?"))
          .sorted()
          .toList();
    }
  }

  /** Every outcome in them. */
  public static List<BatchOutcome> outcomes(Path run) throws IOException {
    List<BatchOutcome> outcomes = new ArrayList<>();
    for (Path file : files(run)) {
      for (String line : lines(file)) {
        outcomes.add(Codec.readOutcome(bytes(line)));
      }
    }
    return outcomes;
  }

  /** Removes the first attempt at a batch, as though it had never ended. */
  public static void forget(Path run, long batch) throws IOException {
    cut(run, batch, 0);
  }

  /** Cuts the first attempt at a batch to that many bytes. */
  public static void cut(Path run, long batch, int bytes) throws IOException {
    for (Path file : files(run)) {
      for (String line : lines(file)) {
        if (isOf(line, batch)) {
          String rest = Files.readString(file).replace(line, line.substring(0, bytes));
          if (rest.isEmpty()) {
            Files.delete(file);
          } else {
            Files.writeString(file, rest);
          }
          return;
        }
      }
    }
    throw new AssertionError("no outcome of batch " + batch + " in " + run);
  }

  private static boolean isOf(String line, long batch) {
    try {
      BatchOutcome outcome = Codec.readOutcome(bytes(line));
      return outcome.number() == batch && outcome.attempt() == 1;
    } catch (MalformedMessageException e) {
      return false;
    }
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readString(file).lines().filter(line -> !line.isEmpty()).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
