package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fanfare.Outcome;
import dev.fanfare.Run;
import dev.fanfare.TaskFailedException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.SeedKernels;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** joblib's group "errors": the original comes back, and the instance stays usable. */
class ErrorsTest {

  @RegisterExtension
  static final OpenParallels PARALLELS = new OpenParallels();

  static Stream<Arguments> failures() {
    return Stream.of("sequential", "threads", "processes")
        .flatMap(backend -> Stream.of(
            arguments(
                backend,
                delayed(FailingKernels::checked, 1),
                FileNotFoundException.class,
                "no file 1"),
            arguments(
                backend,
                delayed(FailingKernels::unchecked, 1),
                ArithmeticException.class,
                "/ by zero"),
            arguments(
                backend,
                delayed(FailingKernels::nested, 1),
                FailingKernels.PricingException.class,
                "price of 1"),
            arguments(
                backend,
                delayed(FailingKernels::wrapped, 1),
                UncheckedIOException.class,
                "wrapped 1"),
            arguments(backend, delayed(FailingKernels::asserted, 1), AssertionError.class, "not 1"),
            arguments(
                backend, delayed(FailingKernels::overflowing, 1), StackOverflowError.class, null),
            arguments(
                backend,
                delayed(FailingKernels::linked, 1),
                NoClassDefFoundError.class,
                "com/acme/Risk1")));
  }

  private static TaskFailedException failure(String backend, Delayed<Integer> task) {
    return catchThrowableOfType(
        TaskFailedException.class, () -> PARALLELS.on(backend).call(List.of(task)));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void the_cause_is_of_the_original_class_with_its_message_and_its_stack(
      String backend, Delayed<Integer> task, Class<?> type, String message) {
    TaskFailedException failure = failure(backend, task);

    assertThat(failure).cause().isExactlyInstanceOf(type).hasMessage(message);
    assertThat(failure.getCause().getStackTrace())
        .anySatisfy(
            frame -> assertThat(frame.getClassName()).isEqualTo(FailingKernels.class.getName()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void an_exception_that_tells_nothing_fails_its_task_alone(String backend) {
    List<Delayed<Object>> tasks = List.of(
        delayed(SeedKernels::identity, 0),
        delayed((Delayed.Call1<Integer, Object>) FailingKernels::hostile, 1),
        delayed(SeedKernels::identity, 2));

    assertThat(PARALLELS.on(backend).run(tasks).outcomes())
        .extracting(Outcome::succeeded)
        .containsExactly(true, false, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_result_that_cannot_be_recorded_fails_its_task_alone(String backend, @TempDir Path store) {
    try (Parallel parallel =
        Parallel.builder().backend(backend).nJobs(2).store(store).build()) {
      Run<Object> run = parallel.run(IntStream.range(0, 4)
          .mapToObj(n -> delayed(FailingKernels::unwritable, n))
          .toList());

      assertThat(run.outcomes())
          .extracting(Outcome::succeeded)
          .containsExactly(true, false, false, true);
      assertThat(run.outcomes().get(1).failure().trace())
          .startsWith(MalformedMessageException.class.getName()
              + ": the result cannot be carried exactly as java.lang.Object: JSON carries no ")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void nothing_runs_in_processes_if_an_argument_of_the_list_would_change(@TempDir Path folder) {
    List<Delayed<Long>> tasks = List.of(
        delayed(FailingKernels::traced, (Number) 1, folder.toString()),
        delayed(FailingKernels::traced, (Number) Float.NaN, folder.toString()));

    assertThatThrownBy(() -> PARALLELS.on("processes").call(tasks))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith("task 1, " + FailingKernels.class.getName() + "::traced(NaN, ")
        .hasMessageContaining("argument 'number' of ")
        .hasMessageContaining("exactly as java.lang.Number: a java.lang.Float NaN would arrive");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void nothing_runs_in_processes_if_a_constructor_would_change_an_argument(@TempDir Path folder) {
    List<Delayed<Long>> tasks = List.of(
        delayed(FailingKernels::traced, (Number) 1, folder.toString()),
        delayed(FailingKernels::grown, new FailingKernels.Grown(1)));

    assertThatThrownBy(() -> PARALLELS.on("processes").call(tasks))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith("task 1, ")
        .hasMessageContaining("argument 'grown' of ");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void causes_of_the_cause_come_along(String backend) {
    assertThat(failure(backend, delayed(FailingKernels::nested, 7)))
        .rootCause()
        .isExactlyInstanceOf(ArithmeticException.class)
        .hasMessage("/ by zero");
    assertThat(failure(backend, delayed(FailingKernels::wrapped, 7)).getCause().getCause())
        .hasMessage("inside")
        .cause()
        .isExactlyInstanceOf(Exception.class);
  }

  @ParameterizedTest
  @CsvSource({
    "odd, FailingKernels$OddException, 3: odd parts",
    "decorated, FailingKernels$NoSuchTradeException, no such trade: T3"
  })
  void an_exception_that_cannot_be_built_here_is_told_as_text(
      String kernel, String type, String message) {
    Delayed<Integer> task = kernel.equals("odd")
        ? delayed(FailingKernels::odd, 3)
        : delayed(FailingKernels::decorated, 3);

    TaskFailedException failure = failure("processes", task);

    assertThat(failure.error().type()).endsWith(type);
    assertThat(failure.getCause()).hasMessage(message);
    assertThat(failure.getCause().toString()).endsWith(type + ": " + message);
    assertThat(failure.getCause().getStackTrace()[0].getMethodName()).isEqualTo(kernel);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void of_the_failures_in_a_batch_the_first_is_told(String backend) {
    // Six tasks for two workers are two batches of three.
    Stream<Delayed<Object>> tasks = IntStream.range(0, 6)
        .mapToObj(n -> n == 1 || n == 2
            ? delayed(FailingKernels::failing, (Object) n)
            : delayed(SeedKernels::identity, (Object) n));

    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .batchSize(4)
        .preDispatch("all")
        .build()) {
      assertThatThrownBy(() -> parallel.call(tasks))
          .isInstanceOfSatisfying(
              TaskFailedException.class, failure -> assertThat(failure.index()).isEqualTo(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void an_instance_bears_one_failure_after_another(String backend) {
    for (int i = 0; i < 3; i++) {
      assertThat(failure(backend, delayed(FailingKernels::checked, i)))
          .hasMessageContaining("no file " + i);
      assertThat(PARALLELS.on(backend).call(List.of(delayed(SeedKernels::sum, 4L))))
          .containsExactly(6L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_bare_call_bears_a_failure_too(String backend) {
    ParallelBuilder bare = Parallel.builder().backend(backend).nJobs(2);

    assertThatThrownBy(() -> bare.call(List.of(delayed(FailingKernels::checked, 1))))
        .isInstanceOf(TaskFailedException.class);
    assertThat(bare.call(List.of(delayed(SeedKernels::sum, 4L)))).containsExactly(6L);
  }

  static Stream<Arguments> backendsAndItems() {
    return Stream.of("sequential", "threads", "processes")
        .flatMap(backend -> Stream.of(0, 5, 19).map(item -> arguments(backend, item)));
  }

  @ParameterizedTest
  @MethodSource("backendsAndItems")
  void what_the_input_throws_reaches_the_caller_as_it_is(String backend, int item) {
    Exception thrown = new UnsupportedOperationException("item " + item);

    Throwable caught =
        catchThrowable(() -> PARALLELS.on(backend).call(inputThatEndsAt(item, thrown)));

    assertThat(caught).isSameAs(thrown);
    assertThat(PARALLELS.on(backend).call(List.of(delayed(SeedKernels::sum, 4L))))
        .containsExactly(6L);
  }

  private static Stream<Delayed<Long>> inputThatEndsAt(int item, Exception thrown) {
    return IntStream.range(0, 30).mapToObj(n -> {
      if (n == item) {
        throw (RuntimeException) thrown;
      }
      return delayed(SeedKernels::sum, (long) n);
    });
  }
}
