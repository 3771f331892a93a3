package dev.fanfare.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.report.Trace;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pre-dispatch, batch sizes, cuts and progress lines together, against traces of real joblib. */
class JoblibTracesTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.fanfare.report.Golden#parallelTraces")
  void calls_cut_and_print_what_joblib_cuts_and_prints(Trace golden) {
    FifoCall call = new FifoCall(golden);
    call.run();

    boolean toStandardOutput = golden.lines().toStandardOutput();
    assertThat(call.batches).isEqualTo(golden.batches());
    assertThat(toStandardOutput ? List.of() : call.printed).isEqualTo(golden.stderr());
    assertThat(toStandardOutput ? call.printed : List.of()).isEqualTo(golden.stdout());
  }
}
