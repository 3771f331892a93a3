package dev.fanfare.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {

  private static final IOException LOST = new IOException("lost");

  private final AtomicLong nanoTime = new AtomicLong();
  private final List<Long> waits = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({"1, 50", "2, 200", "3, 800", "4, 3200", "5, 5000", "1000000, 5000"})
  void waits_grow_fourfold_up_to_a_bound_and_are_jittered(int made, long ceiling) {
    assertThat(Retry.BACKOFF.delay(made - 1, 0).toMillis()).isEqualTo(1);
    assertThat(Retry.BACKOFF.delay(made - 1, 0.5).toMillis()).isEqualTo(1 + ceiling / 2);
    assertThat(Retry.BACKOFF.delay(made - 1, Math.nextDown(1.0)).toMillis())
        .isBetween(ceiling, ceiling + 1);
  }

  @Test
  void a_call_is_made_again_until_it_returns() throws Exception {
    assertThat(retry(Duration.ofMinutes(1)).call(answers(LOST, new RefusedException(503), null)))
        .isEqualTo("done");
    assertThat(waits).containsExactly(26L, 101L);
  }

  @Test
  void a_refusal_that_another_call_cannot_help_is_thrown_at_once() {
    RefusedException forbidden = new RefusedException(403);

    assertThatThrownBy(() -> retry(Duration.ofMinutes(1)).call(answers(LOST, forbidden, null)))
        .isSameAs(forbidden);
    assertThat(waits).hasSize(1);
  }

  @Test
  void calls_have_an_end() {
    assertThatThrownBy(
            () -> retry(Duration.ofMinutes(1)).call(answers(LOST, LOST, LOST, LOST, LOST)))
        .isSameAs(LOST);
    assertThat(waits).containsExactly(26L, 101L, 401L, 1601L);
  }

  @Test
  void no_wait_goes_beyond_the_deadline() {
    assertThatThrownBy(() -> retry(Duration.ofMillis(127)).call(answers(LOST, LOST, null)))
        .isSameAs(LOST);
    assertThat(waits).containsExactly(26L);
  }

  @Test
  void an_interrupt_ends_the_wait_and_is_kept() {
    Retry retry = new Retry(
        Deadline.NONE,
        millis -> {
          throw new InterruptedException();
        },
        () -> 0.5);

    assertThatThrownBy(() -> retry.call(answers(LOST, null)))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private Retry retry(Duration remaining) {
    return new Retry(new Deadline(remaining, nanoTime::get), this::await, () -> 0.5);
  }

  private void await(long millis) {
    waits.add(millis);
    nanoTime.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  /** A call that throws one after another; null: it returns. */
  private static Retry.Call<String> answers(IOException... answers) {
    Iterator<IOException> each = Arrays.asList(answers).iterator();
    return () -> {
      IOException failure = each.next();
      if (failure != null) {
        throw failure;
      }
      return "done";
    };
  }
}
