package dev.fanfare.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.UnknownKernelException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of a job list; single quotes stand for double ones, W for the test kernels' class. */
class JobLineTest {

  @Test
  void a_line_may_say_where_its_task_comes_from() {
    String line =
        json("{'origin':'a.csv@80','kernel':'dev.fanfare.kernel.SeedKernels::sum','args':[40]}");

    Delayed<?> read = Codec.readJob(line);

    assertThat(read).hasToString("sum(40) from a.csv@80");
    assertThat(Codec.writeTask(read)).isEqualTo(line);
    assertThat(Codec.writeJob(read)).isEqualTo(line.replace("\"origin\":\"a.csv@80\",", ""));
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readJob(json("{'kernel':'sum','args':[1],'origin':8}")))
        .withMessage("expected origin as a string, got: 8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'kernel':'sum','args':[40]}                          | sum(40)",
        "{'args':[40],'kernel':'sum'}                          | sum(40)",
        "{'kernel':'sum','kwargs':{'n':40}}                    | sum(40)",
        "{'kernel':'sum','args':[40.0]}                        | sum(40)",
        "{'kernel':'sum','args':[4e1]}                         | sum(40)",
        "{'kernel':'find_ids'}                                 | find_ids()",
        "{'kernel':'find_ids','args':[]}                       | find_ids()",
        "{'kernel':'find_ids','kwargs':{}}                     | find_ids()",
        "{'kernel':'identity','args':[null]}                   | identity(null)",
        "{'kernel':'dev.fanfare.kernel.SeedKernels::sum','args':[40]}        | sum(40)",
        "{'kernel':'W::scalars','kwargs':{'c':'x','yes':true,'b':-128,'i':7}} | W::scalars(7, -128, true, x)",
        "{'kernel':'W::reals','args':['-Infinity','NaN']}      | W::reals(-Infinity, NaN)",
        "{'kernel':'W::reals','args':[1,1e3]}                  | W::reals(1.0, 1000.0)",
        "{'kernel':'W::reals','args':[9007199254740994,16777216]} | W::reals(9.007199254740994E15, 1.6777216E7)",
        "{'kernel':'W::total','args':[[0.1,'NaN',1e22]]}     | W::total([0.1, NaN, 1.0E22])",
        "{'kernel':'W::objects','args':['a',null,'RED','2026-01-31']} | W::objects(a, null, RED, 2026-01-31)",
        "{'kernel':'W::lists','args':[[1,2],{'3':'c'}]}        | W::lists([1, 2], {3=c})",
        "{'kernel':'W::operation','args':['TIMES']}            | W::operation(TIMES)",
        "{'kernel':'W::operation','args':['PLUS']}             | W::operation(op1)",
        "{'kernel':'W::first','args':[{'first':'NaN','second':'Infinity'}]} | W::first(Pair[first=NaN, second=Infinity])",
      })
  void a_line_is_a_call(String line, String call) {
    Delayed<?> read = Codec.readJob(json(line));

    assertThat(read).hasToString(call.replace("W::", full("")));
    assertThatCode(read::call).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'kernel':'sum','args':[1.5]}          | argument 'n' of sum(long n) -> long must be long, got: 1.5",
        "{'kernel':'sum','args':['40']}         | argument 'n' of sum(long n) -> long must be long, got: \"40\"",
        "{'kernel':'sum','args':[null]}         | argument 'n' of sum(long n) -> long must be long, got: null",
        "{'kernel':'sum','args':[true]}         | must be long, got: true",
        "{'kernel':'sum','args':[[1]]}          | cannot be read as long",
        "{'kernel':'sum','args':[9223372036854775808]} | must be long, got: 9223372036854775808",
        "{'kernel':'sum','args':[1e999999999]}  | must be long, got: 1e999999999",
        "{'kernel':'wait_loop','args':[2147483648]} | must be int, got: 2147483648",
        "{'kernel':'W::scalars','args':[1,128,true,'c']}   | argument 'b'",
        "{'kernel':'W::scalars','args':[1,1,'yes','c']}    | must be boolean, got: \"yes\"",
        "{'kernel':'W::scalars','args':[1,1,true,'cc']}    | must be char, got: \"cc\"",
        "{'kernel':'W::reals','args':['1.5',1]}            | must be double, got: \"1.5\"",
        "{'kernel':'W::reals','args':['xInfinity',1]}      | must be double, got: \"xInfinity\"",
        "{'kernel':'W::reals','args':[1e999,1]}            | must be double, got: 1e999",
        "{'kernel':'W::reals','args':[1,1e300]}            | must be java.lang.Float, got: 1e300",
        "{'kernel':'W::objects','args':['a',1,'PINK','2026-01-31']} | must be one of RED, GREEN, got: \"PINK\"",
        "{'kernel':'W::objects','args':['a',1,'RED','2026-02-31']}  | must be java.time.LocalDate, got: \"2026-02-31\"",
        "{'kernel':'W::objects','args':['a','1','RED','2026-01-31']} | must be java.lang.Long, got: \"1\"",
        "{'kernel':'W::lists','args':[[1,2.5],{}]}         | cannot be read as java.util.List<java.lang.Long>: not a whole number of 64 bits: 2.5, got: [1,2.5]",
        "{'kernel':'W::lists','args':[['٣'],{}]}           | cannot be read as java.util.List<java.lang.Long>: not a number: \"٣\"",
        "{'kernel':'W::lists','args':[['0x10'],{}]}        | not a number: \"0x10\"",
        "{'kernel':'W::lists','args':[[],{'03':'c'}]}      | not a number: \"03\"",
        "{'kernel':'W::total','args':[['0x10p0']]}           | not a number: \"0x10p0\"",
        "{'kernel':'W::total','args':[['1d']]}               | not a number: \"1d\"",
        "{'kernel':'W::total','args':[['1e400']]}            | cannot be read as java.util.List<java.lang.Double>: too large",
        "{'kernel':'W::total','args':[['9007199254740993']]} | a double does not hold exactly: 9007199254740993",
        "{'kernel':'W::first','args':[{'first':'1e400','second':1}]} | too large, got: {\"first\":\"1e400\"",
        "{'kernel':'W::first','args':[{'first':1,'second':'1e400'}]} | too large",
        "{'kernel':'W::first','args':[{'first':1,'second':'٣'}]} | not a number: \"٣\"",
        "{'kernel':'W::first','args':[{'first':1,'second':'1.5d'}]} | not a number: \"1.5d\"",
        "{'kernel':'W::operation','args':['op1']}           | must be one of PLUS, TIMES, got: \"op1\"",
        "{'kernel':'W::operation','args':[5]}               | must be one of PLUS, TIMES, got: 5",
        "{'kernel':'W::objects','args':[5,1,'RED','2026-01-31']}     | argument 'text' of W::objects(String text, Long number, WireKernels.Colour colour, LocalDate day) -> String must be java.lang.String, got: 5",
        "{'kernel':'W::objects','args':[true,1,'RED','2026-01-31']}  | must be java.lang.String, got: true",
        "{'kernel':'W::objects','args':[5.0e3,1,'RED','2026-01-31']} | must be java.lang.String, got: 5.0e3",
        "{'kernel':'W::scalars','args':[1,1,true,5]}        | must be char, got: 5",
        "{'kernel':'W::lists','args':[[],{'3':5}]}          | not a string: 5",
        "{'kernel':'W::book','args':[{'name':true,'legs':[]}]} | at $.name, not a string: true",
        "{'kernel':'W::year','args':[{'first':2026,'second':'a'}]} | at $.first, not a string: 2026",
        "{'kernel':'W::product','args':['٣',1]}            | must be java.math.BigInteger, got: \"٣\"",
        "{'kernel':'W::reals','args':[9007199254740993,1]} | must be double, got: 9007199254740993",
        "{'kernel':'W::reals','args':[1,16777217]}         | must be java.lang.Float, got: 16777217",
        "{'kernel':'W::length','args':[{'low':2,'high':1}]} | cannot be read as dev.fanfare.wire.WireKernels.Range: low must not be above high, got: {\"low\":2,\"high\":1}",
        "{'kernel':'sum','args':[1,2]}          | sum(long n) -> long takes 1 argument, got: 2",
        "{'kernel':'wait_loop'}                 | wait_loop(int n) -> double takes 1 argument, got: 0",
        "{'kernel':'sum','kwargs':{}}           | sum(long n) -> long lacks its argument: n",
        "{'kernel':'sum','kwargs':{'n':1,'m':2}} | sum(long n) -> long has no parameter named: m",
        "{'kernel':'sum','args':[1],'kwargs':{'n':1}} | expected args or kwargs, got both",
        "{'kernel':'sum','args':{'n':1}}        | expected args as an array or kwargs as an object",
        "{'kernel':'sum','kwargs':[1]}          | expected args as an array or kwargs as an object",
        "{'kernel':'sum','arg':[1]}             | expected kernel, args or kwargs, got: arg",
        "{'args':[1]}                           | expected a kernel's name, as {\"kernel\":\"sum\",\"args\":[40]}",
        "{'kernel':5}                           | expected a kernel's name",
        "{'kernel':'sum','kwarg':{'n':1}}       | expected kernel, args or kwargs, got: kwarg, did you mean 'kwargs'?",
        "[1]                                    | expected a task as {\"kernel\":\"sum\",\"args\":[40]}, got: [1]",
        "40                                     | expected a task",
        "null                                   | expected a task",
        "sum(40)                                | expected a task in JSON",
        "{'kernel':'sum','args':[1]} {}         | expected a task in JSON",
        "{'kernel':'sum','args':[1]}]           | expected a task in JSON",
        "{'kernel':'sum','args':[1]} // yes     | expected a task in JSON",
        "{'kernel':'sum', /* n */ 'args':[1]}   | expected a task in JSON",
        "{'kernel':'sum','args':[1],}           | expected a task in JSON",
        "{'kernel':'sum','args':[01]}           | expected a task in JSON",
        "{kernel:'sum','args':[1]}              | expected a task in JSON",
      })
  void a_line_that_is_no_call_is_refused_with_what_was_expected(String line, String message) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readJob(json(line)))
        .withMessageContaining(message.replace("W::", full("")));
  }

  /** Backticks stand for single quotes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{`kernel`:`sum`,`args`:[1]}     | got at column 2: `kernel`:`sum`,`args`:[1]} (JSON has strings in double quotes)",
        "{'kernel':'sum','args':[1],}    | expected a task in JSON: Expected name at column 29",
        "{'kernel':'sum','args':[1,]}    | (is there a comma too many?)",
        "{'kernel':'sum','args':[NaN]}   | (JSON has no NaN and no Infinity: write 'NaN', 'Infinity' or '-Infinity')",
        "{'kernel':'sum','args':[-Infinity]} | (JSON has no NaN and no Infinity",
        "kernel,n                        | got: kernel,n",
        "sum,40                          | got: sum,40",
        "40,'sum'                        | expected a task in JSON",
        "{'kernel':'sum','args':[1]} x   | got at column 29: x",
      })
  void a_line_that_is_not_json_is_quoted_from_where_it_stops_to_be(String line, String message) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readJob(json(line).replace('`', '\'')))
        .withMessageStartingWith("expected a task in JSON")
        .withMessageContaining(json(message).replace('`', '\''))
        .satisfies(
            e -> assertThat(e.getMessage()).doesNotContain("setStrictness").doesNotContain("http"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{'kernel':'sum','args':[1]|27", "{'kernel':'sum'|16", "{'kernel':'sum','args':|24"})
  void a_line_that_ends_too_early_is_told_where_it_ends(String line, int column) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readJob(json(line)))
        .withMessage("the line ends before the task is complete (column " + column
            + "); expected a task as {\"kernel\":\"sum\",\"args\":[40]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'kernel':'sum','args':[null]}",
        "{'kernel':'W::objects','args':['a',1,'PINK','2026-01-31']}",
        "{'kernel':'W::length','args':[{'low':2,'high':1}]}",
      })
  void a_message_says_each_thing_once(String line) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readJob(json(line)))
        .satisfies(e -> {
          assertThat(e.getMessage().split("argument '")).hasSize(2);
          assertThat(e.getMessage().split(", got: ")).hasSize(2);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'kernel':'W::length','args':[{'low':1,'hihg':2}]}  | at $, Range has no field 'hihg', did you mean 'high'?",
        "{'kernel':'W::length','args':[{'low':1,'high':2,'x':3}]} | at $, Range has no field 'x'",
        "{'kernel':'W::length','args':[{'low':1}]}           | at $, Range lacks its field 'high'",
        "{'kernel':'W::length','args':[{'low':1,'low':2,'high':2}]} | at $.args[0].low, 'low' is there twice",
        "{'kernel':'W::length','args':[{'low':1,'high':null}]} | at $.high, null is not a value of int",
        "{'kernel':'W::book','args':[{'name':'a','legs':[{'quantity':1,'rat':2,'colour':'RED'}]}]} | at $.legs[0], Leg has no field 'rat', did you mean 'rate'?",
        "{'kernel':'W::book','args':[{'name':'a','legs':[{'rate':2,'colour':'RED'}]}]} | at $.legs[0], Leg lacks its field 'quantity'",
        "{'kernel':'W::book','args':[{'name':'a','legs':[{'quantity':1,'rate':2,'colour':'REDD'}]}]} | at $.legs[0].colour, no constant of Colour: REDD, expected one of RED, GREEN, did you mean 'RED'?",
        "{'kernel':'W::book','args':[{'legs':[]}]}           | at $, Book lacks its field 'name'",
        "{'kernel':'W::sealedOrAnimal','args':[{'a':1},null]} | at $, Sealed lacks its field 'b'",
        "{'kernel':'W::sealedOrAnimal','args':[null,{'leg':2}]} | at $, Animal has no field 'leg', did you mean 'legs'?",
        "{'kernel':'wait_loop','kwargs':{'m':1}}             | wait_loop(int n) -> double has no parameter named: m",
        "{'kernel':'mandelbrot_row','kwargs':{'row':1,'rows':1,'column':1,'iterations':1}} | no parameter named: column, did you mean 'columns'?",
        "{'kernel':'sum','kwargs':{'n':1,'n':2}}             | at $.kwargs.n, 'n' is there twice",
        "{'kernel':'sum','args':[1],'args':[2]}              | at $.args, 'args' is there twice",
      })
  void a_name_that_is_wrong_missing_or_there_twice_is_refused_with_its_place(
      String line, String message) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readJob(json(line)))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'kernel':'W::book','args':[{'name':null,'legs':[{'quantity':1,'colour':null}]}]} | W::book(Book[name=null, legs=[Leg[quantity=1, rate=null, colour=null]]])",
        "{'kernel':'W::objects','kwargs':{'text':'a','colour':'RED','day':'2026-01-31'}} | W::objects(a, null, RED, 2026-01-31)",
      })
  void what_may_be_null_may_be_missing_and_null_is_the_callers_choice(String line, String call) {
    assertThat(Codec.readJob(json(line))).hasToString(call.replace("W::", full("")));
  }

  @Test
  void a_class_with_defaults_may_be_named_in_part() throws Exception {
    assertThat(Codec.readJob(json("{'kernel':'W::sealedOrAnimal','args':[null,{}]}"))
            .call())
        .isEqualTo("none 4");
  }

  @Test
  void names_that_the_compiler_has_not_kept_are_told_of(@TempDir Path nameless) throws Exception {
    compile(
        nameless,
        "public class Nameless { @dev.fanfare.kernel.Kernel"
            + " public static long twice(long n) { return 2 * n; } }");

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> inFolderOf(
            nameless, () -> Codec.readJob(json("{'kernel':'Nameless::twice','kwargs':{'n':1}}"))))
        .withMessageContaining("long arg0")
        .withMessageContaining("compiled without -parameters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\uFEFF"})
  void an_empty_line_is_no_task(String line) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readJob(line))
        .withMessageStartingWith("expected a task as");
  }

  @Test
  void an_unknown_kernel_is_named_with_the_nearest() {
    assertThatExceptionOfType(UnknownKernelException.class)
        .isThrownBy(() -> Codec.readJob(json("{'kernel':'sun','args':[1]}")))
        .withMessage("unknown kernel 'sun', did you mean 'sum'?");
  }

  @Test
  void a_long_argument_is_cut_in_the_message() {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(
            () -> Codec.readJob(json("{'kernel':'sum','args':['" + "x".repeat(5_000) + "']}")))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200).endsWith("x..."));
  }

  @Test
  void a_line_that_is_nested_too_deep_is_told_of_in_a_short_message() {
    String deep = json("{'kernel':'identity','args':[") + "[".repeat(100_000);

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readJob(deep))
        .withMessageStartingWith("expected a task in JSON: Nesting limit 255 reached")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250).endsWith("[0]..."));
  }

  private static void compile(Path folder, String source) throws IOException {
    Path file = Files.writeString(folder.resolve("Nameless.java"), source);
    int result = ToolProvider.getSystemJavaCompiler()
        .run(
            null,
            null,
            null,
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString(),
            file.toString());
    assertThat(result).isZero();
  }

  private static void inFolderOf(Path folder, Runnable action) throws IOException {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader with = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(with);
      action.run();
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static String json(String line) {
    return line.replace('\'', '"').replace("W::", full(""));
  }

  private static String full(String method) {
    return WireKernels.class.getName() + "::" + method;
  }
}
