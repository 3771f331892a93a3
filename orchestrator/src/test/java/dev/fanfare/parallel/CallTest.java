package dev.fanfare.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Completion.Reason;
import dev.fanfare.RunCancelledException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call that is stopped before its run has begun. */
@Timeout(20)
final class CallTest {

  @Test
  void a_stop_that_comes_before_the_list_is_read_interrupts_its_reader() {
    try (Call call = new Call(null)) {
      call.stop(Reason.CANCELLED);

      assertThatThrownBy(() -> call.whileInterruptible(() -> {
            try {
              new CountDownLatch(1).await();
              return 0;
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }))
          .isInstanceOf(RunCancelledException.class);
    }
    assertThat(Thread.interrupted()).isFalse();
  }
}
