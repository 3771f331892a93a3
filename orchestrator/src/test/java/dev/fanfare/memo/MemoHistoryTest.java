package dev.fanfare.memo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.store.ObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done with a memo, it has what a map would have. */
@Timeout(60)
final class MemoHistoryTest {

  private static final int KEYS = 60;
  private static final int STEPS = 300;

  private final ObjectStore objects = new MapStore();
  private final List<String> warnings = new ArrayList<>();
  private final Entries.Time time = new Entries.Time();
  private final Map<String, Entry> model = new HashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void a_memo_has_what_a_map_has_after_any_history(long seed) {
    Random random = new Random(seed);
    MemoStore memo = memo();
    for (int step = 0; step < STEPS; step++) {
      time.pass(Duration.ofSeconds(1));
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> add(memo, random.nextInt(KEYS), step);
        case 4 -> memo.flush();
        case 5 -> {
          memo.close();
          memo = memo();
        }
        case 6 -> memo.refresh();
        case 7 -> {
          memo.flush();
          remove(memo, random.nextInt(16));
        }
        case 8 -> memo.remove(entry -> false);
        case 9 -> {
          memo.flush();
          assertThat(stored(memo)).isEqualTo(model);
        }
        default -> {
          String key = Entries.key(random.nextInt(KEYS));
          assertThat(memo.find(key)).as("step " + step).isEqualTo(model.get(key));
          assertThat(memo.contains(key)).isEqualTo(model.containsKey(key));
        }
      }
    }
    memo.close();
    assertThat(stored(memo())).isEqualTo(model);
    assertThat(warnings).isEmpty();
  }

  private MemoStore memo() {
    return MemoStore.open(objects, "", MemoLimits.NONE, time, warnings::add);
  }

  private void add(MemoStore memo, int n, int step) {
    Entry entry = new Entry(
        Entries.key(n), "k", "{}", Integer.toString(step), Entries.key(-2), step, time.instant());
    memo.add(entry);
    model.put(entry.key(), entry);
  }

  private void remove(MemoStore memo, int digit) {
    String first = Integer.toHexString(digit);
    long expected = model.keySet().stream().filter(key -> key.startsWith(first)).count();
    assertThat(memo.remove(entry -> entry.key().startsWith(first)).entries()).isEqualTo(expected);
    model.keySet().removeIf(key -> key.startsWith(first));
  }

  private static Map<String, Entry> stored(MemoStore memo) {
    return memo.entries(entry -> true).collect(Collectors.toMap(Entry::key, entry -> entry));
  }
}
