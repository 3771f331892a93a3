package dev.fanfare.dispatch;

import static dev.fanfare.Phase.COLD_START;
import static dev.fanfare.Phase.COMPUTING;
import static dev.fanfare.Phase.CONSUMER;
import static dev.fanfare.Phase.DELIVERY;
import static dev.fanfare.Phase.DISPATCH;
import static dev.fanfare.Phase.INPUT;
import static dev.fanfare.Phase.RETRYING;
import static dev.fanfare.Phase.START_UP;
import static dev.fanfare.Phase.STORING;
import static dev.fanfare.Phase.THROTTLING;
import static dev.fanfare.Phase.TRANSPORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CriticalPathTest {

  private final CriticalPath path = new CriticalPath(100, 2);

  private static BatchTime computing(long nanos) {
    return new BatchTime(0, 0, nanos, 0);
  }

  @Test
  void a_single_batch_is_divided_into_its_parts() {
    CriticalPath.Moment made = path.made(110, false);
    path.ended(made, 1_000, new BatchTime(50, 200, 500, 40));

    assertThat(path.until(1_010, DELIVERY))
        .containsExactlyInAnyOrderEntriesOf(Map.of(
            START_UP, 100L,
            DISPATCH, 10L,
            THROTTLING, 50L,
            TRANSPORT, 100L,
            COLD_START, 200L,
            COMPUTING, 500L,
            STORING, 40L,
            DELIVERY, 10L));
  }

  @Test
  void a_batch_that_waited_for_a_worker_goes_by_the_one_that_had_it() {
    CriticalPath.Moment first = path.made(100, false);
    CriticalPath.Moment second = path.made(100, true);
    path.ended(first, 600, computing(500));
    path.ended(second, 1_110, computing(500));

    assertThat(path.until(1_110, DELIVERY))
        .isEqualTo(Map.of(START_UP, 100L, COMPUTING, 1_000L, TRANSPORT, 10L));
  }

  @Test
  void a_batch_whose_worker_began_it_while_the_result_before_was_read_has_waited_for_that_worker() {
    CriticalPath.Moment first = path.made(100, false);
    CriticalPath.Moment second = path.made(100, true);
    path.ended(first, 900, new BatchTime(0, 0, 500, 300));
    path.ended(second, 1_300, computing(500));

    assertThat(path.until(1_300, DELIVERY))
        .isEqualTo(Map.of(START_UP, 100L, COMPUTING, 1_000L, TRANSPORT, 200L));
  }

  @Test
  void the_throttling_of_a_batch_is_that_of_those_that_waited_for_its_worker() {
    CriticalPath.Moment first = path.made(100, false);
    CriticalPath.Moment second = path.made(100, true);
    path.ended(first, 1_300, new BatchTime(400, 0, 500, 300));
    path.ended(second, 1_700, computing(500));

    assertThat(path.until(1_700, DELIVERY))
        .isEqualTo(Map.of(START_UP, 100L, THROTTLING, 400L, COMPUTING, 1_000L, TRANSPORT, 200L));
  }

  @Test
  void a_batch_that_had_a_worker_at_once_has_a_path_of_its_own() {
    CriticalPath.Moment first = path.made(100, false);
    CriticalPath.Moment second = path.made(100, false);
    path.ended(first, 300, computing(200));
    path.ended(second, 1_000, computing(500));

    assertThat(path.until(1_000, DELIVERY))
        .isEqualTo(Map.of(START_UP, 100L, TRANSPORT, 400L, COMPUTING, 500L));
  }

  /** Two waves of a thousand batches: the second one waits for the first. */
  @Test
  void the_waves_of_a_thousand_workers_are_computing() {
    CriticalPath many = new CriticalPath(0, 1_000);
    List<CriticalPath.Moment> made = new ArrayList<>();
    for (int batch = 0; batch < 2_000; batch++) {
      made.add(many.made(0, batch >= 1_000));
    }
    for (int batch = 0; batch < 2_000; batch++) {
      long end = (batch / 1_000 + 1) * 10_000L + batch % 1_000;
      many.ended(made.get(batch), end, computing(10_000 - 1));
    }

    assertThat(many.until(20_999, DELIVERY).get(COMPUTING)).isEqualTo(2 * 9_999L);
  }

  @Test
  void ends_may_come_in_any_order() {
    CriticalPath.Moment first = path.made(100, false);
    CriticalPath.Moment second = path.made(100, false);
    CriticalPath.Moment third = path.made(100, true);
    path.ended(second, 700, computing(600));
    path.ended(first, 600, computing(500));
    path.ended(third, 1_200, computing(500));

    assertThat(path.until(1_200, DELIVERY)).isEqualTo(Map.of(START_UP, 100L, COMPUTING, 1_100L));
  }

  @Test
  void a_batch_that_the_end_of_another_made_goes_on_from_there() {
    path.ended(path.made(100, false), 400, computing(300));
    path.passed(450, DELIVERY);
    path.ended(path.made(460, false), 960, computing(500));

    assertThat(path.until(960, DELIVERY))
        .isEqualTo(Map.of(START_UP, 100L, COMPUTING, 800L, DELIVERY, 50L, DISPATCH, 10L));
  }

  @Test
  void what_happens_while_the_coordinator_is_busy_waits_for_it() {
    CriticalPath.Moment first = path.made(100, false);
    CriticalPath.Moment second = path.made(100, false);
    path.ended(first, 300, computing(200));
    path.passed(900, DELIVERY);
    path.ended(second, 310, computing(200));

    assertThat(path.until(900, DELIVERY))
        .isEqualTo(Map.of(START_UP, 100L, COMPUTING, 200L, DELIVERY, 600L));
  }

  @Test
  void a_slow_input_and_a_busy_consumer_are_named() {
    path.passed(700, INPUT);
    path.ended(path.made(700, false), 900, computing(200));
    path.passed(1_500, CONSUMER);
    path.ended(path.made(1_500, false), 1_600, computing(100));

    assertThat(path.until(1_600, DELIVERY))
        .isEqualTo(Map.of(START_UP, 100L, INPUT, 600L, COMPUTING, 300L, CONSUMER, 600L));
  }

  @Test
  void a_lost_attempt_and_the_delay_after_it_are_retrying() {
    path.retried(path.made(100, false), 400);
    CriticalPath.Moment lost = path.made(400, false);
    path.retried(lost, 900);
    path.ended(path.made(900, false), 1_000, computing(100));

    assertThat(path.until(1_000, DELIVERY))
        .isEqualTo(Map.of(START_UP, 100L, RETRYING, 800L, COMPUTING, 100L));
  }

  /** A worker measures with its own clock, and it may have begun to start before there was a batch. */
  @Test
  void a_worker_cannot_have_taken_longer_than_there_was_time() {
    path.ended(path.made(100, false), 400, new BatchTime(1_000, 1_000, 200, 1_000));

    assertThat(path.until(400, DELIVERY))
        .isEqualTo(Map.of(START_UP, 100L, COMPUTING, 200L, STORING, 100L));
  }

  @Test
  void the_phases_add_up_to_the_wall_time_whatever_happens() {
    Random random = new Random(20261126);
    for (int run = 0; run < 200; run++) {
      long now = random.nextInt(1_000);
      CriticalPath any = new CriticalPath(now, 2);
      CriticalPath.Moment made = any.made(now, random.nextBoolean());
      for (int event = 0; event < 600; event++) {
        now += random.nextInt(100);
        switch (random.nextInt(6)) {
          case 0 -> made = any.made(now, random.nextBoolean());
          case 1 -> any.passed(now, INPUT);
          case 2 -> any.passed(now, DELIVERY);
          case 3 -> any.retried(made, now - random.nextInt(50));
          default -> any.ended(made, now - random.nextInt(50), random(random));
        }
      }
      now += 50;
      Map<Phase, Long> phases = any.until(now, DELIVERY);
      assertThat(phases.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(now);
    }
  }

  private static BatchTime random(Random random) {
    return new BatchTime(
        random.nextInt(30), random.nextInt(300), random.nextInt(300), random.nextInt(30));
  }
}
