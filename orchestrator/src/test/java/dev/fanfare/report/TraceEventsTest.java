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

  @Test
  void lost_attempts_and_hostile_names_do_no_harm() throws IOException {
    Attempt lost =
        new Attempt(0, 1, 5, 0, 10, 0, 10, "", 0, false, 0, 0, 0, 0, 0, "gone", TaskTimes.NONE);
    Attempt odd = attempt(1, "w\"</script>\u2028", 1, new Random(7));

    assertThat(events(List.of(lost, odd))).anyMatch(event -> event.toString().contains("w\\\""));
    assertThat(events(List.of())).isEmpty();
  }
}
