package dev.fanfare.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.UnknownKernelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of a job list; single quotes stand for double ones, W for the test kernels' class. */
class JobLineTest {

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
        "{'kernel':'W::objects','args':['a',null,'RED','2026-01-31']} | W::objects(a, null, RED, 2026-01-31)",
        "{'kernel':'W::lists','args':[[1,2],{'3':'c'}]}        | W::lists([1, 2], {3=c})",
      })
  void aLineIsACall(String line, String call) {
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
        "{'kernel':'W::objects','args':['a',1,'PINK','2026-01-31']} | WireKernels$Colour, got: \"PINK\"",
        "{'kernel':'W::objects','args':['a',1,'RED','2026-02-31']}  | must be java.time.LocalDate, got: \"2026-02-31\"",
        "{'kernel':'W::objects','args':['a','1','RED','2026-01-31']} | must be java.lang.Long, got: \"1\"",
        "{'kernel':'W::lists','args':[[1,2.5],{}]}         | cannot be read as java.util.List<java.lang.Long>: not a whole number of 64 bits: 2.5, got: [1,2.5]",
        "{'kernel':'W::length','args':[{'low':2,'high':1}]} | cannot be read as dev.fanfare.wire.WireKernels$Range: low must not be above high, got: {\"low\":2,\"high\":1}",
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
  void aLineThatIsNoCallIsRefusedWithWhatWasExpected(String line, String message) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readJob(json(line)))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\uFEFF"})
  void anEmptyLineIsNoTask(String line) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readJob(line))
        .withMessageStartingWith("expected a task as");
  }

  @Test
  void anUnknownKernelIsNamedWithTheNearest() {
    assertThatExceptionOfType(UnknownKernelException.class)
        .isThrownBy(() -> Codec.readJob(json("{'kernel':'sun','args':[1]}")))
        .withMessage("unknown kernel 'sun', did you mean 'sum'?");
  }

  @Test
  void aLongArgumentIsCutInTheMessage() {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(
            () -> Codec.readJob(json("{'kernel':'sum','args':['" + "x".repeat(5_000) + "']}")))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200).endsWith("x..."));
  }

  private static String json(String line) {
    return line.replace('\'', '"').replace("W::", full(""));
  }

  private static String full(String method) {
    return WireKernels.class.getName() + "::" + method;
  }
}
