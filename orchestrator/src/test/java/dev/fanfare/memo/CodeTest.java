package dev.fanfare.memo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeTest {

  private static final String RISK = """
      import dev.fanfare.kernel.*;
      import java.util.*;
      import java.util.function.*;
      public final class Risk {
        @Kernel public static double price(double spot, List<Leg> legs) {
          DoubleUnaryOperator twice = x -> x * 2;
          double total = new Curve().value(spot);
          for (Leg leg : legs) { total += twice.applyAsDouble(leg.amount()); }
          switch (Kind.valueOf("CALL")) { case CALL: total++; default: }
          return total;
        }
        @Kernel public static double other(double spot) {
          DoubleUnaryOperator thrice = x -> x * 3;
          return thrice.applyAsDouble(spot) + Unrelated.VALUE.length();
        }
        static double helper(double x) { return x - 1; }
      }
      """;
  private static final String CURVE = """
      class Curve extends Base {
        double value(double x) { return shift(x) + Rates.rate(x) + Limits.MOST; }
      }
      """;
  private static final String BASE = "class Base { double shift(double x) { return x + 1; } }";
  private static final String RATES = """
      final class Rates {
        static double rate(double x) { return Deep.of(x); }
        private static double unused(double x) { return x; }
      }
      """;
  private static final String DEEP =
      "final class Deep { static double of(double x) { return x * x; } }";
  private static final String LEG = "record Leg(double amount, String name) {}";
  private static final String KIND = "enum Kind { CALL, PUT }";
  private static final String LIMITS = "final class Limits { static final int MOST = 10; }";
  private static final String UNRELATED =
      "final class Unrelated { static final String VALUE = new String(\"x\"); }";

  @TempDir
  static Path folder;

  /** The code of the sources without an edit. */
  private static Code unedited;

  private final CompiledProject project = new CompiledProject(folder).options("-g", "-parameters");

  @BeforeAll
  static void compile() {
    unedited = new CompiledProject(folder).options("-g", "-parameters").code(sources());
  }

  /** The project's sources after an edit, which must hit. */
  private static String[] sources(String before, String after) {
    List<String> sources = new ArrayList<>();
    boolean found = false;
    for (String text : List.of(RISK, CURVE, BASE, RATES, DEEP, LEG, KIND, LIMITS, UNRELATED)) {
      found |= text.contains(before);
      sources.add(text.replace(before, after));
    }
    assertThat(found).as(before).isTrue();
    return sources.toArray(String[]::new);
  }

  private static String[] sources() {
    return sources("", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "return x * x;                  | /* the square */ return x * x;",
        "return x * x;                  | `\n\n\n return x\n * x;`",
        "double total = new Curve()     | double total = new com.acme.Curve()",
        "total                          | sum",
        "rate(double x) { return Deep.of(x) | rate(double y) { return Deep.of(y)",
        "x -> x * 2                     | y -> y * 2",
        "import java.util.function.*;   | import java.util.function.DoubleUnaryOperator; import java.io.*;",
        "x -> x * 3                     | x -> x * 4",
        "thrice.applyAsDouble(spot)     | thrice.andThen(y -> y + 1).applyAsDouble(spot)",
        "return x - 1                   | return x - 2",
        "new String(\"x\")              | new String(\"y\")",
        "static double helper(double x) | static double renamed(double x)",
      })
  void an_edit_that_cannot_change_the_result_keeps_the_digest(String before, String after) {
    assertThat(project.code(sources(before, after)).digest()).isEqualTo(unedited.digest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "com.acme.Risk  | x -> x * 2         | x -> x * 2.5",
        "com.acme.Risk  | @Kernel public static double price | @Deprecated @Kernel public static double price",
        "com.acme.Risk  | @Kernel public static double price | @Kernel(\"p\") public static double price",
        "com.acme.Deep  | x * x              | x * x * x",
        "com.acme.Base  | x + 1              | x + 2",
        "com.acme.Curve | MOST = 10          | MOST = 11",
        "com.acme.Leg   | String name        | String title",
        "com.acme.Leg   | String name) {}    | String name) { Leg { amount = -amount; } }",
        "com.acme.Kind  | CALL, PUT          | PUT, CALL",
        "com.acme.Curve | double value(      | double shift(double x) { return x; } double value(",
        "com.acme.Rates | Deep.of(x)         | Deep.of(unused(x))",
      })
  void an_edit_that_can_change_the_result_changes_the_digest_and_is_told(
      String changed, String before, String after) {
    Code code = unedited;
    Code edited = project.code(sources(before, after));

    assertThat(edited.digest()).isNotEqualTo(code.digest());
    assertThat(edited.parts().keySet()).isEqualTo(code.parts().keySet());
    assertThat(edited.parts().keySet())
        .filteredOn(name -> !edited.parts().get(name).equals(code.parts().get(name)))
        .containsExactly(changed);
  }

  @Test
  void the_parts_are_the_classes_that_the_kernel_reaches() {
    Code code = unedited;

    assertThat(code.parts().keySet())
        .filteredOn(name -> !name.startsWith("com.acme.Risk$"))
        .containsExactly(
            "com.acme.Base",
            "com.acme.Curve",
            "com.acme.Deep",
            "com.acme.Kind",
            "com.acme.Leg",
            "com.acme.Rates",
            "com.acme.Risk");
    assertThat(code.readsContext()).isFalse();
  }

  @Test
  void the_same_sources_compiled_without_debug_information_have_the_same_digest() {
    assertThat(new CompiledProject(folder).options("-g:none").code(sources()).digest())
        .isEqualTo(unedited.digest());
  }

  @Test
  void the_order_of_methods_does_not_count() {
    String one = "static double one(double x) { return Optional.of(x).map(y -> y + 1).get(); }";
    String two = "static double two(double x) { return Optional.of(x).map(y -> y + 2).get(); }";
    String price = "@dev.fanfare.kernel.Kernel public static double price(double x) {"
        + " return one(two(x)); }";
    String begin = "import java.util.*; public class Risk { ";

    assertThat(project.code(begin + one + two + price + "}").digest())
        .isEqualTo(project.code(begin + price + two + one + "}").digest())
        .isNotEqualTo(project
            .code(begin + one.replace("y + 1", "y + 3") + two + price + "}")
            .digest());
  }

  @Test
  void lambdas_that_change_places_change_the_digest() {
    String begin = "public class Risk { @dev.fanfare.kernel.Kernel public static double price"
        + "(double x) { java.util.function.DoubleUnaryOperator a = y -> y ";
    String end = "; return a.andThen(b).applyAsDouble(x); } }";
    String middle = ", b = y -> y ";

    assertThat(project.code(begin + "+ 1" + middle + "* 2" + end).digest())
        .isNotEqualTo(project.code(begin + "* 2" + middle + "+ 1" + end).digest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "new Curve() { public double f() { return 1; } }.f() | interface Curve { double f(); }",
        "Curve.f()             | interface Curve { static double f() { return g(); } private static double g() { return 1; } }",
        "new Curve() {}.f()    | interface Curve { default double f() { return 1; } }",
        "Curve.F               | class Curve { static double F; static { F = 1; } }",
        "new Curve().f()       | class Curve { private double f() { return 1; } double f; { f = f(); } double f(int... n) { return f; } }",
        "of(Curve::f)          | class Curve { static double f() { return 1; } }",
        "of(new Curve())       | class Curve implements java.util.function.DoubleSupplier { public double getAsDouble() { return 1; } }",
        "(double) (Object) Curve.ONE.f() | enum Curve { ONE { double f() { return 1; } }; abstract double f(); }",
        "new Curve.Inner<String>().f() | class Curve { static class Inner<T> { double f() { return 1; } } }",
      })
  void code_counts_in_whatever_way_it_is_reached(String call, String curve) {
    String risk = "public class Risk { @dev.fanfare.kernel.Kernel public static double price() {"
        + " return " + call + "; }"
        + " static double of(java.util.function.DoubleSupplier f) { return f.getAsDouble(); } }";
    String edited = curve.replace("1;", "2;");

    assertThat(project
            .code(risk.replace("f() { return 1", "f() { return 2"), edited)
            .digest())
        .isNotEqualTo(project.code(risk, curve).digest());
  }

  @Test
  void a_class_that_only_a_type_argument_or_a_text_mentions_counts() {
    String risk = "public class Risk { @dev.fanfare.kernel.Kernel public static Object price("
        + "java.util.List<Curve<String>.Inner> list) throws Exception {"
        + " return Class.forName(\"com.acme.Named\"); } }";
    String curve = "class Curve<T> { class Inner { Leg leg; } }";

    assertThat(project.code(risk, curve, LEG, "class Named {}").parts().keySet())
        .containsExactly(
            "com.acme.Curve",
            "com.acme.Curve$Inner",
            "com.acme.Leg",
            "com.acme.Named",
            "com.acme.Risk");
  }

  @Test
  void a_kernel_whose_code_mentions_the_context_reads_it_under_each_policy() {
    String risk = "public class Risk { @dev.fanfare.kernel.Kernel public static long price() {"
        + " return Seeds.next(); } }";
    String seeds = "class Seeds { static long next() {"
        + " return dev.fanfare.kernel.TaskContext.current().seed(); } }";
    Path classes = project.compile(risk, seeds);

    for (CodePolicy policy : CodePolicy.values()) {
      assertThat(project.code(classes, policy).readsContext()).as("%s", policy).isTrue();
    }
    assertThat(project.code(classes, CodePolicy.TRACKED).parts().keySet())
        .containsExactly("com.acme.Risk", "com.acme.Seeds");
  }

  @Test
  void a_library_counts_as_a_whole_and_so_does_the_library_that_it_uses() throws IOException {
    Path below = library(
        "below.jar",
        "package org.below; public class Below {"
            + " public static double of(double x) { return x; } }");
    Path below2 = library(
        "below.jar",
        "package org.below; public class Below {"
            + " public static double of(double x) { return -x; } }");
    Path math = library(
        "math.jar",
        "package org.math; public class Maths {"
            + " public static double of(double x) { return org.below.Below.of(x); } }",
        below);
    Path math2 = library(
        "math.jar",
        "package org.math; public class Maths { public int other;"
            + " public static double of(double x) { return org.below.Below.of(x); } }",
        below);
    Path unused = library("unused.jar", "package org.unused; public class Unused {}");

    Code code = withLibraries(math, below, unused);
    assertThat(code.parts().keySet()).containsExactly("below.jar", "com.acme.Risk", "math.jar");
    assertThat(withLibraries(math, below).digest()).isEqualTo(code.digest());
    assertThat(withLibraries(math2, below).digest()).isNotEqualTo(code.digest());
    assertThat(withLibraries(math, below2).digest()).isNotEqualTo(code.digest());
  }

  private Path library(String name, String source, Path... libraries) throws IOException {
    CompiledProject itself = new CompiledProject(folder);
    for (Path one : libraries) {
      itself.library(one);
    }
    return itself.jar(name, itself.compile(source));
  }

  private Code withLibraries(Path... jars) {
    CompiledProject user = new CompiledProject(folder);
    for (Path jar : jars) {
      user.library(jar);
    }
    return user.code("public class Risk { @dev.fanfare.kernel.Kernel public static double price"
        + "(double x) { return org.math.Maths.of(x); } }");
  }

  @Test
  void a_library_that_only_annotates_does_not_count() throws IOException {
    Path marks = library(
        "marks.jar",
        "package org.marks; import java.lang.annotation.*;"
            + " @Retention(RetentionPolicy.RUNTIME) public @interface Mark { int value(); }");
    project.library(marks);
    String risk = "public class Risk { @org.marks.Mark(1) @dev.fanfare.kernel.Kernel"
        + " public static double price(double x) { return x; } }";

    assertThat(project.code(risk).parts().keySet()).containsExactly("com.acme.Risk");
    assertThat(project.code(risk.replace("Mark(1)", "Mark(2)")).digest())
        .isNotEqualTo(project.code(risk).digest());
  }

  @Test
  void a_jar_with_the_kernel_counts_like_a_folder() throws IOException {
    Path classes = project.compile(sources());
    Code inFolder = project.code(classes, CodePolicy.TRACKED);

    assertThat(project.code(project.jar("my risk.jar", classes), CodePolicy.TRACKED))
        .isEqualTo(inFolder);
  }

  @Test
  void a_version_stands_for_the_code() {
    String[] one = sources("@Kernel public static double price", versioned("1"));
    String[] two = sources("@Kernel public static double price", versioned("2"));
    String[] edited = one.clone();
    edited[4] = DEEP.replace("x * x", "x + x");

    Code code = project.code(one);
    assertThat(code.parts()).containsExactly(Map.entry(Code.VERSION, "1"));
    assertThat(project.code(edited)).isEqualTo(code);
    assertThat(project.code(two).digest()).isNotEqualTo(code.digest());
    assertThat(project.code(project.compile(edited), CodePolicy.VERSION)).isEqualTo(code);
  }

  private static String versioned(String version) {
    return "@Kernel(version = \"" + version + "\") public static double price";
  }

  @Test
  void without_a_version_the_policy_decides_whether_an_edit_counts() {
    Path classes = project.compile(sources());
    Path edited = project.compile(sources("x * x", "x + x"));

    assertThat(project.code(edited, CodePolicy.VERSION))
        .isEqualTo(project.code(classes, CodePolicy.VERSION))
        .satisfies(code -> assertThat(code.parts()).containsEntry(Code.VERSION, ""));
    assertThat(project.code(edited, CodePolicy.IGNORE))
        .isEqualTo(project.code(classes, CodePolicy.IGNORE))
        .satisfies(code -> assertThat(code.parts()).isEmpty());
  }

  @Test
  void a_class_of_a_newer_java_is_refused_unless_a_version_stands_for_it() throws IOException {
    Path classes = project.compile(sources());
    Path deep = classes.resolve("com/acme/Deep.class");
    byte[] bytes = Files.readAllBytes(deep);
    bytes[7] = 99;
    Files.write(deep, bytes);

    assertThatExceptionOfType(FanfareException.class)
        .isThrownBy(() -> project.code(classes, CodePolicy.TRACKED))
        .withMessageStartingWith("class com.acme.Deep is compiled for Java 55, but a memo reads"
            + " bytecode up to Java 26:")
        .withMessageEndingWith("such as @Kernel(version = \"1\")");
    assertThat(project.code(classes, CodePolicy.VERSION).readsContext()).isTrue();
  }

  @Test
  void a_damaged_class_is_named() throws IOException {
    Path classes = project.compile(sources());
    Files.write(classes.resolve("com/acme/Deep.class"), new byte[3]);

    assertThatExceptionOfType(FanfareException.class)
        .isThrownBy(() -> project.code(classes, CodePolicy.TRACKED))
        .withMessage("cannot read class com.acme.Deep: it is damaged");
  }

  @Test
  void a_kernel_of_fanfare_follows_the_same_rule() {
    Code code = Code.of(Kernels.byName("sum").method(), CodePolicy.TRACKED);

    assertThat(code.parts().keySet())
        .containsExactly("dev.fanfare.kernel.Kernel", "dev.fanfare.kernel.SeedKernels");
    assertThat(code.readsContext()).isFalse();
    assertThat(Code.of(Kernels.byName("wait_loop").method(), CodePolicy.TRACKED).digest())
        .isNotEqualTo(code.digest());
  }
}
