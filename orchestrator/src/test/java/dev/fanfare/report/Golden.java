package dev.fanfare.report;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What real joblib 1.6.0 printed and cut: the JSON files beside the tests, and those of the folder that the system property
 * {@code fanfare.golden.dir} names. What a file holds is told by its fields, not by its name.
 */
public final class Golden {

  private static final Gson GSON = new GsonBuilder()
      .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
      .create();

  /** Seconds, and what {@code short_format_time} and {@code format_time} make of them. */
  record FormattedTime(double seconds, String shortForm, String longForm) {}

  private Golden() {}

  /** Calls with workers. */
  public static Stream<Trace> parallelTraces() {
    return files().flatMap(file -> traces(file).stream()).filter(Trace::parallel);
  }

  /** Calls in the caller's thread. */
  static Stream<Trace> sequentialTraces() {
    return files().flatMap(file -> traces(file).stream()).filter(trace -> !trace.parallel());
  }

  static Stream<FormattedTime> formattedTimes() {
    return files()
        .flatMap(Golden::elements)
        .filter(JsonElement::isJsonArray)
        .map(JsonElement::getAsJsonArray)
        .map(triple -> new FormattedTime(
            triple.get(0).getAsDouble(),
            triple.get(1).getAsString(),
            triple.get(2).getAsString()));
  }

  private static List<Trace> traces(Path file) {
    List<Trace> traces = new ArrayList<>();
    elements(file).filter(JsonElement::isJsonObject).forEach(element -> {
      JsonObject fields = element.getAsJsonObject();
      fields.addProperty("name", file.getFileName() + " #" + traces.size());
      Trace trace = GSON.fromJson(fields, Trace.class);
      if (!traces.isEmpty()) {
        trace.returnLateLinesTo(traces.get(traces.size() - 1));
      }
      traces.add(trace);
    });
    return traces;
  }

  private static Stream<JsonElement> elements(Path file) {
    try {
      JsonArray array = JsonParser.parseString(Files.readString(file)).getAsJsonArray();
      return StreamSupport.stream(array.spliterator(), /* parallel= */ false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> files() {
    String more = System.getProperty("fanfare.golden.dir");
    Stream<Path> own = files(ownFolder());
    return more == null ? own : Stream.concat(own, files(Path.of(more)));
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> files =
          entries.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      if (files.isEmpty()) {
        throw new IllegalStateException(
            "a golden folder must have JSON files, got none in: " + folder);
      }
      return files.stream();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the golden folder " + folder, e);
    }
  }

  private static Path ownFolder() {
    try {
      return Path.of(Golden.class.getResource("/golden").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
