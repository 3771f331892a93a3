package dev.fanfare.bench;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import dev.fanfare.Phase;
import dev.fanfare.Progress;
import dev.fanfare.report.Comparison;
import dev.fanfare.report.ProgressLines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The text of a report, of a comparison, and of a progress line. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReportBenchmark {

  private final ElapsedReport report = new ElapsedReport(
      "bench",
      "processes",
      4,
      40_000,
      1,
      40,
      5_800_000_000L,
      900_000_000L,
      4_700_000_000L,
      4_600_000_000L,
      6_100_000_000L,
      4,
      5_900,
      4_700_000_000L,
      Map.of(Phase.START_UP, 900_000_000L, Phase.COMPUTING, 4_900_000_000L),
      LambdaUse.NONE);
  private final Comparison comparison = new Comparison(List.of(report, report, report));
  private final ProgressLines lines = new ProgressLines(50, 4, OptionalLong.of(40_000));
  private final Progress progress = new Progress(20_000, 24_000, 24, 8, false, 2.9);

  @Benchmark
  public String report() {
    return report.text();
  }

  @Benchmark
  public String comparison() {
    return comparison.table();
  }

  @Benchmark
  public Optional<String> progressLine() {
    return lines.progress(progress);
  }
}
