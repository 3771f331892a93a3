package dev.fanfare.wire;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TaskError;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordsTest {

  private static final Task TASK = new Task(3, delayed(SeedKernels::sum, 1L));

  @Test
  void a_batch_has_tasks_and_its_attempts_count_from_one() {
    assertThatThrownBy(() -> new Batch("r", 0, 1, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tasks must not be empty");
    assertThatThrownBy(() -> new Batch("r", 0, 0, List.of(TASK)))
        .hasMessage("attempt must be at least 1, got: 0");
    assertThatThrownBy(() -> new Task(-1, TASK.call()))
        .hasMessage("index must not be negative, got: -1");
  }

  @Test
  void a_batch_tells_its_tasks_return_types() {
    Batch batch = new Batch("r", 0, 1, List.of(TASK));

    assertThat(batch.returnTypes().apply(3)).isEqualTo(long.class);
    assertThat(batch.returnTypes().apply(4)).isEqualTo(Object.class);
  }

  @Test
  void the_first_batch_of_a_worker_is_its_cold_start() {
    assertThat(new WorkerInfo("w", 1, 1, 1).coldStart()).isTrue();
    assertThat(new WorkerInfo("w", 1, 1, 2).coldStart()).isFalse();
  }

  @Test
  void an_errors_causes_end() {
    Exception first = new Exception("first");
    first.initCause(new Exception("second", first));

    assertThat(TaskError.of(first).trace().split("Caused by: ")).hasSize(9);
  }

  @Test
  void an_error_whose_message_cannot_be_read_is_still_an_error() {
    TaskError error = TaskError.of(new RuntimeException() {
      @Override
      public String getMessage() {
        throw new IllegalStateException("not now");
      }
    });

    assertThat(error.message()).contains("java.lang.IllegalStateException");
  }

  /** Each of its methods is somebody else's code. */
  private static final class Misbehaving extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Supplier<?> answer;

    Misbehaving(Supplier<?> answer) {
      this.answer = answer;
    }

    @Override
    public String getMessage() {
      return (String) answer.get();
    }

    @Override
    public synchronized Throwable getCause() {
      return (Throwable) answer.get();
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      return (StackTraceElement[]) answer.get();
    }

    @Override
    public String toString() {
      return (String) answer.get();
    }
  }

  static Stream<Supplier<?>> answers() {
    return Stream.of(
        () -> {
          throw new IllegalStateException("not now");
        },
        () -> {
          throw new StackOverflowError();
        },
        () -> null,
        () -> 5,
        RecordsTest::endless);
  }

  private static Object endless() {
    return endless();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void an_exception_whose_methods_misbehave_is_an_error_as_others(Supplier<?> answer) {
    TaskError error = TaskError.of(new IllegalStateException("outer", new Misbehaving(answer)));

    assertThat(error.message()).isEqualTo("outer");
    assertThat(error.cause().type()).isEqualTo(Misbehaving.class.getName());
    assertThat(error.cause().cause()).isNull();
    assertThat(error.cause().stack()).isEmpty();
    assertThat(error.trace()).contains("Caused by: " + Misbehaving.class.getName());
  }

  @Test
  void a_stack_with_holes_has_its_frames() {
    TaskError error = TaskError.of(new RuntimeException() {
      @Override
      public StackTraceElement[] getStackTrace() {
        return new StackTraceElement[] {null, frame("com.acme.Kernels"), null};
      }
    });

    assertThat(error.stack()).containsExactly(frame("com.acme.Kernels"));
  }

  @Test
  void a_stack_ends_at_the_kernel_and_keeps_the_kernels_own_reflection() {
    Throwable thrown = new IllegalStateException();
    thrown.setStackTrace(new StackTraceElement[] {
      frame("com.acme.Model"),
      frame("jdk.internal.reflect.DirectMethodHandleAccessor"),
      frame("java.lang.reflect.Method"),
      frame("com.acme.Kernels"),
      frame("jdk.internal.reflect.DirectMethodHandleAccessor"),
      frame("java.lang.reflect.Method"),
      frame("dev.fanfare.kernel.KernelMethod"),
      frame("dev.fanfare.worker.TaskRunner"),
      frame("java.lang.Thread"),
    });

    assertThat(TaskError.of(thrown).stack())
        .extracting(StackTraceElement::getClassName)
        .containsExactly(
            "com.acme.Model",
            "jdk.internal.reflect.DirectMethodHandleAccessor",
            "java.lang.reflect.Method",
            "com.acme.Kernels");
  }

  private static StackTraceElement frame(String className) {
    return new StackTraceElement(className, "run", null, 1);
  }
}
