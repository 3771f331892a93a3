package dev.fanfare.kernel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DelayedTest {

  @Test
  void a_method_reference_to_a_kernel_knows_its_kernel() throws Exception {
    Delayed<Long> sum = delayed(SeedKernels::sum, 40L);

    assertThat(sum.kernel().name()).isEqualTo("dev.fanfare.kernel.SeedKernels::sum");
    assertThat(sum.name()).isEqualTo("sum");
    assertThat(sum.returnType()).isEqualTo(long.class);
    assertThat(sum.threadSafe()).isTrue();
    assertThat(sum.arguments()).isEqualTo(List.of(40L));
    assertThat(sum).hasToString("sum(40)");
    assertThat(sum.call()).isEqualTo(780);
  }

  @Test
  void a_kernel_that_is_not_thread_safe_says_so() {
    assertThat(delayed(TestKernels::alone).threadSafe()).isFalse();
  }

  @Test
  void a_kernel_that_must_not_run_twice_says_so() {
    assertThat(delayed(TestKernels::once).repeatable()).isFalse();
    assertThat(Kernels.byName(TestKernels.class.getName() + "::once").repeatable())
        .isFalse();
    assertThat(delayed(TestKernels::alone).repeatable()).isTrue();
  }

  static Stream<Arguments> arities() {
    return Stream.of(
        Arguments.of(delayed(TestKernels::alone), "alone()", "alone"),
        Arguments.of(delayed(SeedKernels::sum, 4L), "sum(4)", 6L),
        Arguments.of(delayed(TestKernels::add, 1, 2), "add(1, 2)", 3),
        Arguments.of(
            delayed((Delayed.Call3<String, String, String, String>) String::join, "-", "a", "b"),
            "a lambda(-, a, b)",
            "a-b"),
        Arguments.of(
            delayed(TestKernels::join, "a", "b", "c", (String) null),
            "dev.fanfare.kernel.TestKernels::join(a, b, c, null)",
            "a,b,c,null"));
  }

  @ParameterizedTest
  @MethodSource("arities")
  void calls_take_none_to_four_arguments(Delayed<?> call, String text, Object result)
      throws Exception {
    assertThat(call).hasToString(text);
    assertThat(call.call()).isEqualTo(result);
  }

  static Stream<Arguments> whatCannotTravel() {
    String suffix = "suffix";
    String lambdaRule =
        ": only a kernel's name travels; move its body to a public static method marked @Kernel and pass what it uses as arguments";
    String boundRule =
        ": it is bound to an object, which does not travel; make it public and static, and mark it @Kernel";
    String kernelRule =
        ": it is not a kernel; it must be public, static and marked @Kernel, in a public class";
    String here = "dev.fanfare.kernel.TestKernels";
    return Stream.of(
        Arguments.of(
            delayed((String s) -> s + suffix, "a "),
            "a lambda that captures variables",
            lambdaRule),
        Arguments.of(delayed((String s) -> s + "suffix", "a "), "a lambda", lambdaRule),
        Arguments.of(delayed("a "::concat, "suffix"), "java.lang.String::concat", boundRule),
        Arguments.of(
            delayed(TestKernels.instance()::bound, "a suffix"), here + "::bound", boundRule),
        Arguments.of(delayed(TestKernels::unmarked, "a suffix"), here + "::unmarked", kernelRule),
        Arguments.of(delayed(TestKernels::hidden, "a suffix"), here + "::hidden", kernelRule),
        Arguments.of(
            delayed(TestKernels.Inner::inside, "a suffix"), here + "$Inner::inside", kernelRule),
        Arguments.of(
            delayed((Delayed.Call1<String, String>) String::new, "a suffix"),
            "java.lang.String::<init>",
            kernelRule));
  }

  @ParameterizedTest
  @MethodSource("whatCannotTravel")
  void what_is_no_kernel_runs_here_and_is_refused_elsewhere(
      Delayed<?> call, String what, String rule) throws Exception {
    assertThat(call.call()).isEqualTo("a suffix");
    assertThat(call.threadSafe()).isTrue();
    assertThat(call.repeatable()).isTrue();
    assertThat(call.returnType()).isEqualTo(Object.class);
    assertThatExceptionOfType(NotAKernelException.class)
        .isThrownBy(call::kernel)
        .withMessage(what + " cannot run in another process" + rule);
  }

  @Test
  void a_call_is_given_names_for_all_of_its_arguments_or_for_none() {
    Delayed<Long> call = delayed(SeedKernels::sum, 40L);

    assertThat(call.named(List.of("n")).names()).containsExactly("n");
    assertThat(call.named(List.of()).names()).isEmpty();
    assertThatThrownBy(() -> call.named(List.of("n", "m")))
        .hasMessage("names must be as many as arguments, got: 2 for 1");
  }

  @Test
  void an_object_that_is_no_method_reference_is_named_by_its_class() throws Exception {
    Delayed<Integer> call = delayed(
        new Delayed.Call1<Integer, Integer>() {
          @Override
          public Integer call(Integer n) {
            return n + 1;
          }
        },
        1);

    assertThat(call.call()).isEqualTo(2);
    assertThatExceptionOfType(NotAKernelException.class)
        .isThrownBy(call::kernel)
        .withMessage(
            "dev.fanfare.kernel.DelayedTest$1 cannot run in another process: it is an object; use a method reference to a @Kernel method");
  }

  @Test
  void a_method_beside_a_kernel_of_its_name_is_not_taken_for_it() throws Exception {
    Delayed<String> method = delayed((Delayed.Call1<String, String>) TestKernels::describe, "text");
    Delayed<String> kernel = delayed((Delayed.Call1<Integer, String>) TestKernels::describe, 1);

    assertThat(method.call()).isEqualTo("method text");
    assertThatThrownBy(method::kernel).isInstanceOf(NotAKernelException.class);
    assertThat(kernel.call()).isEqualTo("kernel 1");
    assertThat(kernel.kernel().invoke(1)).isEqualTo("kernel 1");
  }

  @Test
  void an_overloaded_kernel_runs_here_and_is_refused_elsewhere() throws Exception {
    Delayed<Integer> call = delayed((Delayed.Call1<Integer, Integer>) TestKernels::overloaded, 7);

    assertThat(call.call()).isEqualTo(7);
    assertThatExceptionOfType(NotAKernelException.class)
        .isThrownBy(call::kernel)
        .withMessageContaining("is overloaded");
  }

  @Test
  void what_the_kernel_throws_is_thrown_as_it_is() {
    assertThatThrownBy(delayed(TestKernels::fails, "no disk")::call)
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("no disk");
  }

  @Test
  void arguments_are_unmodifiable_and_may_be_null() {
    Delayed<Object> call = delayed(SeedKernels::identity, (Object) null);

    assertThat(call.arguments()).containsExactly((Object) null);
    assertThatThrownBy(() -> call.arguments().set(0, 1))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void long_arguments_are_cut_in_its_text() {
    assertThat(delayed(SeedKernels::identity, "x".repeat(200)))
        .hasToString("identity(" + "x".repeat(200) + ")");
    assertThat(delayed(SeedKernels::identity, "x".repeat(201)))
        .hasToString("identity(" + "x".repeat(200) + "...)");
    assertThat(delayed(SeedKernels::identity, new int[] {1, 2})).hasToString("identity([1, 2])");
  }

  @Test
  void a_kernel_found_by_name_is_called_with_its_arguments() throws Exception {
    Delayed<Object> call = Delayed.of(Kernels.byName("add"), 1, 2);

    assertThat(call).hasToString("add(1, 2)");
    assertThat(call.kernel().shortName()).isEqualTo("add");
    assertThat(call.call()).isEqualTo(3);
  }

  @Test
  void a_failing_call_throws_its_reason_whatever_is_asked_of_it() {
    FanfareException why = new FanfareException("no such thing");
    Delayed<Object> call = Delayed.failing("sum", why);

    assertThat(call).hasToString("sum()");
    assertThatThrownBy(call::call).isSameAs(why);
    assertThatThrownBy(call::kernel).isSameAs(why);
  }

  static Stream<Arguments> largeArguments() {
    List<Object> cyclic = new ArrayList<>();
    cyclic.add(cyclic);
    List<Integer> endless = Collections.nCopies(Integer.MAX_VALUE, 1);
    BigInteger large = BigInteger.ONE.shiftLeft(1 << 27);
    return Stream.of(
        Arguments.of(Named.of("a list", endless), "identity([1, 1, "),
        Arguments.of(Named.of("a nested list", new Object[] {endless}), "identity([[1, 1, "),
        Arguments.of(Named.of("a map", Map.of("k", endless)), "identity({k=[1, 1, "),
        Arguments.of(Named.of("a number", large), "identity(a number of 134217729 bits"),
        Arguments.of(Named.of("a real", new BigDecimal(large, 1)), "identity(a number of 134"),
        Arguments.of(Named.of("a cycle", cyclic), "identity([[[[["));
  }

  /** To write all of them would take more memory, or time, than there is. */
  @ParameterizedTest
  @MethodSource("largeArguments")
  @Timeout(60)
  void no_more_of_an_argument_is_written_than_its_text_keeps(Object argument, String beginning) {
    assertThat(delayed(SeedKernels::identity, argument).toString())
        .startsWith(beginning)
        .hasSizeLessThan("identity()...".length() + 201);
  }

  static Stream<Throwable> whatToStringThrows() {
    return Stream.of(
        new IllegalStateException("no"), new StackOverflowError(), new AssertionError());
  }

  @ParameterizedTest
  @MethodSource("whatToStringThrows")
  void an_argument_whose_text_throws_does_not_hide_the_others(Throwable thrown) {
    Object silent = new Object() {
      @Override
      public String toString() {
        throw DelayedTest.<RuntimeException>sneaky(thrown);
      }
    };

    assertThat(delayed(TestKernels::both, List.of(1, silent), 2).toString())
        .startsWith("both([1, dev.fanfare.kernel.DelayedTest$")
        .endsWith(" (toString threw " + thrown.getClass().getName() + ")], 2)");
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
