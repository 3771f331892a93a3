package dev.fanfare.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.Kernels;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TestKernels;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What could not run does not compile, and all else does. */
class KernelProcessorTest {

  /** Types that the parameters and results below use. */
  private static final String TYPES = """
      public class Types {
        public enum Side { BUY, SELL { } }
        public record Point(int x, @Nullable Double y) { static Thread owner; }
        public record Trade(String id, Date expiry) {}
        public record Pair<A, B>(A first, B second) {}
        public record Chain(int n, @Nullable Chain next) {}
        public record Lazy(int n, @Nullable Runnable cache) {}
        public static class Base<T> { private T held; }
        public static final class Days extends Base<List<java.time.LocalDate>> {}
        public static final class Threads extends Base<List<Thread>> {}
        public static final class Forgetful { transient int forgotten; }
        public final class Inner { int n; }
        public sealed interface Shape permits Circle {}
        public record Circle(double radius) implements Shape {}
        public static abstract class Model { int n; }
        public static final class Bag extends ArrayList<String> {}
        public static final class Failure extends RuntimeException {}
      }
      """;

  private static final List<String> TRAVELING = List.of(
      "boolean",
      "byte",
      "char",
      "short",
      "int",
      "long",
      "float",
      "double",
      "Boolean",
      "Character",
      "Long",
      "String",
      "Number",
      "Object",
      "Void",
      "java.math.BigDecimal",
      "java.math.BigInteger",
      "UUID",
      "Currency",
      "Locale",
      "BitSet",
      "java.time.Instant",
      "java.time.LocalDate",
      "java.time.Duration",
      "java.time.ZoneId",
      "java.time.ZoneOffset",
      "java.time.DayOfWeek",
      "java.time.ZonedDateTime",
      "double[]",
      "byte[][]",
      "String[]",
      "Number[]",
      "List<String>[]",
      "List",
      "List<?>",
      "List<? super Integer>",
      "Collection<List<Integer>>",
      "ArrayList<Long>",
      "SortedSet<String>",
      "TreeSet<java.math.BigDecimal>",
      "LinkedHashSet<Types.Side>",
      "Map",
      "Map<String, ? extends Number>",
      "EnumMap<Types.Side, Types.Point>",
      "java.util.concurrent.ConcurrentMap<Types.Point, int[]>",
      "Types.Side",
      "Types.Point",
      "List<Types.Point>",
      "Types.Pair<Types.Point, List<Double>>",
      "Types.Pair",
      "Types.Pair<?, ?>",
      "Types.Chain",
      "Types.Lazy",
      "Types.Days",
      "Types.Circle");

  @TempDir
  Path folder;

  @Test
  void the_index_lists_the_classes_with_kernels_in_order() throws Exception {
    Compilation compiled = Compilation.of(
        folder,
        "public class Risk { @Kernel(\"price\") public static int price(int n) { return n; } }",
        "public class Book { public interface Deep { @Kernel static int deep(int n) { return n; } } }",
        "public class None { public static int none(int n) { return n; } }");

    assertThat(compiled.errors()).isEmpty();
    assertThat(compiled.index()).containsExactly("com.acme.Book$Deep", "com.acme.Risk");
  }

  @Test
  void sources_without_kernels_leave_an_index_alone_that_was_written_by_hand() throws Exception {
    Path index = folder.resolve(Kernels.INDEX);
    Files.createDirectories(index.getParent());
    Files.writeString(index, "com.acme.InAnotherLanguage\n");

    Compilation compiled = Compilation.of(folder, "public class None {}");

    assertThat(compiled.index()).containsExactly("com.acme.InAnotherLanguage");
  }

  @Test
  void the_index_of_the_seeds_is_what_the_processor_would_write() throws Exception {
    Path source = Path.of("src/main/java/dev/fanfare/kernel/SeedKernels.java");

    Compilation compiled = Compilation.of(folder, List.of(new SourceFile(source)));

    assertThat(compiled.errors()).isEmpty();
    assertThat(Files.readAllLines(Path.of("src/main/resources", Kernels.INDEX)))
        .containsAll(compiled.index())
        .contains(SeedKernels.class.getName());
  }

  @Test
  void a_kernel_that_is_not_public_is_refused() throws Exception {
    assertThat(errors("public class Risk { @Kernel static int price(int n) { return n; } }"))
        .containsExactly("price: kernel com.acme.Risk::price must be public; declare it 'public'");
  }

  @Test
  void a_kernel_that_is_not_static_is_refused() throws Exception {
    assertThat(errors("public class Risk { @Kernel public int price(int n) { return n; } }"))
        .containsExactly("price: kernel com.acme.Risk::price must be static; declare it 'static'");
  }

  @ParameterizedTest
  @CsvSource({"'',''", "private,static", "protected,static", "'',static"})
  void a_kernel_of_a_class_that_is_not_public_is_refused(String access, String kind)
      throws Exception {
    String inner = kind.isEmpty() ? "Risk" : "Risk$Inner";
    String kernel = "{ @Kernel public static int price(int n) { return n; } }";
    String source = kind.isEmpty()
        ? "class Risk " + kernel
        : "public class Risk { " + access + " static class Inner " + kernel + " }";

    assertThat(errors(source))
        .singleElement()
        .asString()
        .endsWith("the class of kernel com.acme." + inner + "::price, com.acme." + inner
            + ", must be public; declare it 'public'");
  }

  /** It is no rule, because it is none at run time: only names travel. */
  @Test
  void a_public_class_in_one_that_is_not_runs() throws Exception {
    Compilation compiled = Compilation.of(
        folder,
        "class Risk { public static class Inner {"
            + " @Kernel public static int price(int n) { return n + 1; } } }");

    assertThat(compiled.errors()).isEmpty();
    assertThat(kernel("com.acme.Risk$Inner::price").invoke(1)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Date                   | JSON carries no java.util.Date; use numbers, strings, b",
        "List<Date>             | at $[], JSON carries no java.util.Date",
        "Date[][]               | at $[][], JSON carries no java.util.Date",
        "Map<String, Thread>    | at $[], JSON carries no java.lang.Thread",
        "Map<Calendar, String>  | at $(key), JSON carries no java.util.Calendar",
        "List<? extends Queue<String>> | at $[], JSON carries no java.util.Queue",
        "Optional<String>       | JSON carries no java.util.Optional",
        "Deque<Integer>         | JSON carries no java.util.Deque",
        "EnumSet<Types.Side>    | JSON carries no java.util.EnumSet",
        "Iterable<String>       | JSON carries no java.lang.Iterable",
        "CharSequence           | JSON carries no java.lang.CharSequence",
        "Enum<?>                | JSON carries no java.lang.Enum",
        "java.util.concurrent.atomic.AtomicLong | JSON carries no java.util.concurrent.atomic",
        "java.net.URI           | JSON carries no java.net.URI",
        "java.time.Clock        | JSON carries no java.time.Clock",
        "java.time.format.DateTimeFormatter | JSON carries no java.time.format.DateTimeF",
        "com.google.gson.JsonObject | JSON carries no com.google.gson.JsonObject",
        "Runnable               | JSON carries no java.lang.Runnable",
        "Types.Trade            | at $.expiry, JSON carries no java.util.Date",
        "List<Types.Trade>      | at $[].expiry, JSON carries no java.util.Date",
        "Types.Pair<String, Types.Pair<Date, Integer>> | at $.second.first, JSON carries no java.util.Date",
        "Types.Threads          | at $.held[], JSON carries no java.lang.Thread",
        "Types.Forgetful        | at $.forgotten, a transient field does not travel",
        "Types.Inner            | com.acme.Types.Inner is an inner class; it must be static, or a record",
        "Types.Shape            | JSON carries no com.acme.Types.Shape",
        "Types.Model            | JSON carries no com.acme.Types.Model",
        "Types.Bag              | JSON carries no com.acme.Types.Bag",
        "Types.Failure          | JSON carries no com.acme.Types.Failure",
        "List<Shared<int[]>>    | at $[], a Shared is a parameter, never a result or a part",
      })
  void a_type_that_json_cannot_carry_is_refused_as_parameter_and_as_result(String type, String why)
      throws Exception {
    List<String> errors = errors(
        TYPES,
        "public class Risk { @Kernel public static " + type + " f(" + type
            + " a) { return null; } }");

    assertThat(errors).hasSize(2);
    assertThat(errors.get(0))
        .startsWith("a: parameter 'a' of kernel com.acme.Risk::f cannot be carried exactly as ")
        .contains(": " + why);
    assertThat(errors.get(1))
        .startsWith("f: the result of kernel com.acme.Risk::f cannot be carried exactly as ")
        .contains(": " + why);
  }

  @Test
  void a_shared_value_is_refused_as_a_result_and_if_its_value_cannot_travel() throws Exception {
    assertThat(errors("public class Risk {"
            + " @Kernel public static Shared<int[]> f(Shared<Date> a) { return null; } }"))
        .satisfiesExactly(
            parameter ->
                assertThat(parameter).startsWith("a: ").contains("carries no java.util.Date"),
            result -> assertThat(result).startsWith("f: ").contains("a Shared is a parameter"));
  }

  @Test
  void a_type_that_travels_is_accepted() throws Exception {
    StringBuilder kernels = new StringBuilder("public class Risk {\n");
    for (int i = 0; i < TRAVELING.size(); i++) {
      String type = TRAVELING.get(i);
      kernels.append("@Kernel public static %s f%d(%s a) { return a; }\n".formatted(type, i, type));
    }

    assertThat(errors(TYPES, kernels + "}")).isEmpty();
  }

  @Test
  void shared_arrays_and_values_varargs_type_variables_and_no_result_are_accepted()
      throws Exception {
    assertThat(errors(TYPES, """
            public class Risk {
              @Kernel public static void f(Shared<double[]> a, Shared<List<Types.Point>> b, Shared c) {}
              @Kernel public static <T extends Comparable<T>> T g(@Nullable T a, T[] b, List<T> c) { return a; }
              @Kernel(ignore = "log") public static int logging(int n, java.io.PrintStream log) { return n; }
              @Kernel public static int h(int... all) { return all.length; }
              @Kernel public static double rows(Types.Point row) throws Exception { return row.x(); }
            }
            """)).isEmpty();
  }

  @Test
  void a_short_name_that_another_kernel_has_is_refused() throws Exception {
    assertThat(errors(
            "public class Risk { @Kernel(\"price\") public static int a(int n) { return n; } }",
            "public class Book { @Kernel(\"price\") public static int b(int n) { return n; } }"))
        .containsExactly("b: the name of a kernel must be unique, but 'price' is also"
            + " com.acme.Risk::a(int); choose another name in @Kernel");
  }

  @Test
  void an_overloaded_kernel_is_refused() throws Exception {
    assertThat(errors("public class Risk {"
            + " @Kernel public static int price(int n) { return n; }"
            + " @Kernel public static long price(long n) { return n; }"
            + " public static double price(double n) { return n; } }"))
        .containsExactly(
            "price: the name of a kernel must be unique, but 'com.acme.Risk::price'"
                + " is also com.acme.Risk::price(int); kernels cannot be overloaded: rename one of them");
  }

  @Test
  void a_kernel_that_ignores_what_is_no_parameter_is_refused() throws Exception {
    assertThat(
            errors(
                "public class Risk {"
                    + " @Kernel(ignore = \"verbos\") public static int f(int n, boolean verbose) { return n; } }"))
        .containsExactly("f: kernel com.acme.Risk::f ignores 'verbos', which is none of its"
            + " parameters (n, verbose), did you mean 'verbose'?");
  }

  /** Kernels that run in other tests, of every sort. */
  @Test
  void of_our_own_tests_only_what_is_to_fail_there_is_refused() throws Exception {
    Path tests = Path.of("src/test/java/dev/fanfare");
    List<SourceFile> sources = Stream.of(
            "wire/WireKernels",
            "wire/SharedKernels",
            "wire/CanonicalKernels",
            "worker/WorkerKernels")
        .map(name -> new SourceFile(tests.resolve(name + ".java")))
        .toList();

    Compilation compiled = Compilation.of(folder, sources);

    assertThat(compiled.errors())
        .extracting(error -> error.replaceFirst(":.*", ""))
        .containsExactlyInAnyOrder("log", "carriesNothing");
  }

  /** What the lookup of names does not find, or finds twice. */
  @Test
  void what_is_refused_of_our_own_tests_does_not_run() throws Exception {
    Path source = Path.of("src/test/java", TestKernels.class.getName().replace('.', '/') + ".java");

    assertThat(Compilation.of(folder, List.of(new SourceFile(source))).errors())
        .extracting(error -> error.replaceFirst(":.*", ""))
        .containsExactlyInAnyOrder(
            "second", "overloaded", "ignoresNothing", "hidden", "bound", "class");
  }

  private List<String> errors(String... sources) throws IOException {
    Compilation compiled = Compilation.of(folder, sources);
    assertThat(compiled.errors().isEmpty()).isEqualTo(!compiled.index().isEmpty());
    return compiled.errors();
  }

  private KernelMethod kernel(String name) throws IOException {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(loader);
      return Kernels.byName(name);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static final class SourceFile extends SimpleJavaFileObject {
    private final Path file;

    SourceFile(Path file) {
      super(file.toUri(), JavaFileObject.Kind.SOURCE);
      this.file = file;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
      return Files.readString(file);
    }
  }
}
