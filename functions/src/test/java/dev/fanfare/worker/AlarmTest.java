package dev.fanfare.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AlarmTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger alarms = new AtomicInteger();

  private final Steps timer = new Steps();

  private Alarm alarm(Duration time) {
    return Alarm.after(time, alarms::incrementAndGet, timer, nanos::get);
  }

  @AfterEach
  void shutDown() {
    timer.shutdownNow();
  }

  /** Lets the alarm wait for steps that are on time until it goes off or that time is over. */
  private void run(Duration time) {
    long end = nanos.get() + time.toNanos();
    while (alarms.get() == 0 && nanos.get() + timer.stepNanos <= end) {
      timer.end(Duration.ZERO);
    }
  }

  @Test
  void it_goes_off_when_its_time_has_passed() {
    alarm(Duration.ofMillis(1100));

    run(Duration.ofMillis(1099));
    assertThat(alarms).hasValue(0);
    run(Duration.ofMillis(100));
    assertThat(alarms).hasValue(1);
    assertThat(nanos).hasValue(Duration.ofMillis(1100).toNanos());
  }

  @Test
  void time_in_which_the_process_was_stopped_does_not_count() {
    alarm(MINUTE);

    run(Duration.ofSeconds(10));
    timer.end(Duration.ofHours(8));
    run(Duration.ofSeconds(40));
    timer.end(Duration.ofHours(8));
    run(Duration.ofMillis(9_999));
    assertThat(alarms).hasValue(0);
    run(Duration.ofSeconds(1));
    assertThat(alarms).hasValue(1);
  }

  @Test
  void a_task_with_a_short_timeout_goes_on_after_a_stop() {
    alarm(Duration.ofMillis(20));

    timer.end(MINUTE);
    assertThat(alarms).hasValue(0);
    run(Duration.ofMillis(20));
    assertThat(alarms).hasValue(1);
  }

  @Test
  void the_delays_of_a_busy_machine_count() {
    alarm(Duration.ofSeconds(2));

    timer.end(Alarm.MOST_LATE);
    run(Duration.ofMillis(750));

    assertThat(alarms).hasValue(1);
  }

  @Test
  void it_goes_off_even_where_each_step_takes_as_long_as_a_stop() {
    alarm(MINUTE);

    for (int step = 0; step < 96; step++) {
      assertThat(alarms).hasValue(0);
      timer.end(MINUTE);
    }
    assertThat(alarms).hasValue(1);
  }

  @Test
  void one_that_was_cancelled_does_not_go_off() {
    Alarm alarm = alarm(Duration.ofMillis(20));

    alarm.cancel();
    timer.end(Duration.ZERO);

    assertThat(alarms).hasValue(0);
  }

  /** A timer whose steps end when a test says so. */
  private final class Steps extends ScheduledThreadPoolExecutor {

    private @Nullable Runnable step;
    private long stepNanos;

    Steps() {
      super(0, DaemonThreads.named("alarm-test"));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
      step = command;
      stepNanos = unit.toNanos(delay);
      return super.schedule(() -> {}, Long.MAX_VALUE / 2, TimeUnit.NANOSECONDS);
    }

    /** Ends the step that much too late. */
    void end(Duration late) {
      nanos.addAndGet(stepNanos + late.toNanos());
      Objects.requireNonNull(step).run();
    }
  }
}
