package dev.fanfare.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The file for Perfetto. */
final class TraceEventsTest {

  /** An attempt whose tasks run one after another on each of two threads. */
  private static Attempt attempt(long batch, String worker, int tasks, Random random) {
    long[] starts = new long[tasks];
    long[] walls = new long[tasks];
    long[] ends = {0, 0};
    for (int place = 0; place < tasks; place++) {
      starts[place] = ends[place % 2] / 1000;
      walls[place] = 1 + random.nextInt(3_000);
      ends[place % 2] = starts[place] * 1000 + walls[place];
    }
    TaskTimes times = new TaskTimes(
        LongStream.range(batch * tasks, (batch + 1) * tasks).toArray(),
        starts,
        walls,
        walls,
        IntStream.range(0, tasks).map(place -> 1 + place % 2).toArray(),
        Map.of(),
        Map.of());
    return new Attempt(
        batch,
        1,
        1_000_000 * batch,
        0,
        10_000,
        0,
        11_000,
        worker,
        2,
        false,
        0,
        10,
        10,
        1769,
        50,
        "",
        times);
  }

  private static List<JsonObject> events(List<Attempt> attempts) throws IOException {
    StringWriter out = new StringWriter();
    TraceEvents.write(attempts, "sum", out);
    List<JsonObject> events = new ArrayList<>();
    for (JsonElement event :
        JsonParser.parseString(out.toString()).getAsJsonObject().getAsJsonArray("traceEvents")) {
      events.add(event.getAsJsonObject());
    }
    return events;
  }

  @Test
  void spans_of_a_track_follow_each_other() throws IOException {
    Random random = new Random(7);
    List<Attempt> attempts = IntStream.range(0, 50)
        .mapToObj(batch -> attempt(batch, "w" + batch % 3, 20, random))
        .toList();

    Map<String, Double> ends = new HashMap<>();
    long tasks = 0;
    for (JsonObject event : events(attempts)) {
      if (event.get("ph").getAsString().equals("X")) {
        String track = event.get("pid") + "/" + event.get("tid");
        double start = event.get("ts").getAsDouble();
        assertThat(start).isGreaterThanOrEqualTo(ends.getOrDefault(track, 0.0) - 1e-6);
        ends.put(track, start + event.get("dur").getAsDouble());
        tasks += event.get("tid").getAsInt() > 0 ? 1 : 0;
      }
    }
    assertThat(ends).hasSize(3 * 3);
    assertThat(tasks).isEqualTo(50 * 20);
  }

  @Test
  void a_large_run_is_thinned_out_and_says_so() throws IOException {
    Random random = new Random(7);
    List<Attempt> attempts = IntStream.range(0, 50)
        .mapToObj(batch -> attempt(batch, "w", 10_000, random))
        .toList();
    StringWriter out = new StringWriter();

    long leftOut = TraceEvents.write(attempts, "sum", out);

    assertThat(leftOut).isEqualTo(33 * 10_000);
    assertThat(out.toString()).contains("tasks of 1 in 3 attempts only");
  }

  private static Attempt lost(long batch, long createdMicros, long answeredMicros) {
    return new Attempt(
        batch,
        1,
        createdMicros,
        0,
        answeredMicros,
        0,
        answeredMicros,
        "",
        0,
        false,
        0,
        0,
        0,
        0,
        0,
        "gone",
        TaskTimes.NONE);
  }

  @Test
  void attempts_that_were_lost_at_the_same_time_have_a_track_each() throws IOException {
    List<JsonObject> events = events(List.of(lost(0, 5, 10), lost(1, 6, 20), lost(2, 15, 30)));

    assertThat(events.stream().filter(event -> event.get("name").getAsString().equals("lost")))
        .extracting(event -> event.get("tid") + " " + event.get("ts") + " " + event.get("dur"))
        .containsExactly("0 0.000 10.000", "1 1.000 20.000", "0 10.000 30.000");
    assertThat(events.toString()).contains("\"lost attempts\"", "\"why\":\"gone\"");
  }

  @Test
  void a_try_that_failed_is_marked_and_those_after_it_are_numbered() throws IOException {
    List<Attempt> tries = List.of(
        trying(0, Map.of(), Map.of(7L, "boom")),
        trying(1, Map.of(), Map.of(7L, "boom")),
        trying(2, Map.of(7L, "boom"), Map.of()));

    assertThat(events(tries).stream()
            .filter(event -> event.get("name").getAsString().equals("sum 7")))
        .extracting(event -> event.getAsJsonObject("args").toString())
        .containsExactly(
            "{\"cpuMs\":0.000001,\"failed\":true}",
            "{\"cpuMs\":0.000001,\"try\":2,\"failed\":true}",
            "{\"cpuMs\":0.000001,\"try\":3,\"failed\":true}");
  }

  private static Attempt trying(long batch, Map<Long, String> errors, Map<Long, String> retried) {
    long[] one = {1};
    TaskTimes times = new TaskTimes(new long[] {7}, one, one, one, new int[0], errors, retried);
    return new Attempt(
        batch, 1, 1_000 * batch, 0, 10, 0, 11, "w", 1, false, 0, 10, 10, 1769, 50, "", times);
  }

  @Test
  void hostile_names_do_no_harm() throws IOException {
    Attempt odd = attempt(1, "w\"</script>\u2028", 1, new Random(7));

    assertThat(events(List.of(lost(0, 5, 10), odd)))
        .anyMatch(event -> event.toString().contains("w\\\""));
    assertThat(events(List.of())).isEmpty();
  }
}
