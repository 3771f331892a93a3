package dev.fanfare.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class InputReaderTest {

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Semaphore arrived = new Semaphore(0);

  @AfterEach
  void stop() {
    thread.shutdownNow();
  }

  private InputReader<Integer> over(Iterator<Integer> input) {
    return new InputReader<>(input, thread, arrived::release);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void each_element_is_given_once_and_in_order_however_it_is_asked_for(boolean partial)
      throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    InputReader<Integer> reader = over(IntStream.range(0, 50_000).iterator());
    List<Integer> given = new ArrayList<>();

    while (!reader.allGiven()) {
      int limit = random.nextInt(1, 6);
      while (!reader.ready(limit, random.nextInt(4), partial)) {
        arrived.acquire();
      }
      for (int i = 0; i < limit && reader.hasNext(); i++) {
        given.add(reader.next());
      }
    }

    assertThat(given).isEqualTo(IntStream.range(0, 50_000).boxed().toList());
  }

  @Test
  void no_more_is_read_than_was_asked_for() throws Exception {
    List<Integer> produced = new ArrayList<>();
    InputReader<Integer> reader =
        over(IntStream.range(0, 99).boxed().peek(produced::add).iterator());

    assertThat(reader.ready(3, 2, /* partial= */ false)).isTrue();
    reader.close();

    assertThat(produced).hasSizeBetween(3, 5);
  }

  @Test
  void what_blocks_is_told_when_it_has_come() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    InputReader<Integer> reader = over(IntStream.range(0, 9)
        .boxed()
        .peek(n -> {
          if (n == 2) {
            await(released);
          }
        })
        .iterator());

    assertThat(reader.ready(4, 0, /* partial= */ false)).isFalse();
    assertThat(reader.ready(4, 0, /* partial= */ true)).as("some of it").isTrue();
    assertThat(reader.ready(4, 0, /* partial= */ false)).isFalse();
    released.countDown();
    arrived.acquire();

    assertThat(reader.ready(4, 0, /* partial= */ false)).isTrue();
  }

  @Test
  void after_two_ticks_without_an_element_what_there_is_will_do() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    InputReader<Integer> reader = over(IntStream.range(0, 9)
        .boxed()
        .peek(n -> {
          if (n == 1) {
            await(released);
          }
        })
        .iterator());

    assertThat(reader.ready(4, 0, /* partial= */ false)).isFalse();
    reader.tick();
    assertThat(reader.ready(4, 0, /* partial= */ false))
        .as("it has just given one")
        .isFalse();
    reader.tick();
    assertThat(reader.ready(4, 0, /* partial= */ false)).isTrue();
    released.countDown();
  }

  @Test
  void what_the_input_throws_is_thrown_as_it_is() {
    IllegalStateException broken = new IllegalStateException("broken");
    InputReader<Integer> reader = over(IntStream.range(0, 9)
        .boxed()
        .peek(n -> {
          if (n == 2) {
            throw broken;
          }
        })
        .iterator());

    assertThatThrownBy(() -> {
          while (!reader.ready(4, 0, /* partial= */ false)) {
            arrived.acquire();
          }
        })
        .isSameAs(broken);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
