package dev.fanfare.page;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import dev.fanfare.Phase;
import dev.fanfare.report.Attempt;
import dev.fanfare.report.Cost;
import dev.fanfare.report.PriceList;
import dev.fanfare.report.TaskTimes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A run on Lambda that never was: batches go round the workers. Some are throttled, some are lost, some tasks fail, and each worker's
 * clock is off. Attempts are made while they are iterated, always the same ones.
 *
 * @param text stands in the names of everything that a run names
 */
record SyntheticRun(long tasks, int perBatch, int workers, String text)
    implements Iterable<Attempt> {

  static final int THREADS = 2;
  static final long CREATED = 1_780_000_000_000_000L;
  private static final long COLD_MICROS = 260_000;
  private static final long TRANSPORT_MICROS = 9_000;
  private static final int LOST_IN = 97;
  private static final int FAILED_IN = 1_009;

  /** Writes the page of a run: tasks, tasks per batch, workers, file. The text comes from standard input. */
  public static void main(String[] args) throws IOException {
    String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    SyntheticRun run = new SyntheticRun(
        Long.parseLong(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), text);
    Files.writeString(Path.of(args[3]), run.page());
  }

  String page() {
    ElapsedReport report = report();
    String cost = Cost.of(report, PriceList.load()).text();
    return HtmlReport.page(facts(), report, this, this::names, cost);
  }

  RunFacts facts() {
    return new RunFacts(
        "2026-11-03-quiet-fox" + text,
        "0.1.0",
        "lambda" + text,
        Instant.ofEpochMilli(CREATED / 1_000),
        "nJobs=" + workers + ", batchSize=" + perBatch + text,
        List.of());
  }

  Map<Long, String> names(SortedSet<Long> indices) {
    Map<Long, String> names = new HashMap<>();
    indices.forEach(
        index -> names.put(index, "simulate(" + index + ", seed=" + index * 31 + ")" + text));
    return names;
  }

  private LambdaUse use() {
    long batches = (tasks + perBatch - 1) / perBatch;
    return new LambdaUse(batches, tasks * 0.0181, batches, batches);
  }

  ElapsedReport report() {
    long wall = 0;
    long end = 0;
    for (Attempt attempt : this) {
      for (long nanos : attempt.tasks().wallNanos()) {
        wall += nanos;
      }
      end = Math.max(end, attempt.createdEpochMicros() + attempt.settledMicros() - CREATED);
    }
    long batches = (tasks + perBatch - 1) / perBatch;
    long nanos = end * 1_000;
    return new ElapsedReport(
        facts().runId(),
        "lambda",
        workers * THREADS,
        tasks,
        tasks / FAILED_IN,
        batches,
        nanos + nanos / 20,
        nanos / 20,
        wall,
        wall * 94 / 100,
        batches * 300_000,
        workers,
        wall / 2e6,
        wall * 99 / 100,
        phases(nanos),
        use());
  }

  private static Map<Phase, Long> phases(long nanos) {
    Map<Phase, Long> phases = new EnumMap<>(Phase.class);
    phases.put(Phase.START_UP, nanos / 20);
    phases.put(Phase.THROTTLING, nanos * 4 / 100);
    phases.put(Phase.COLD_START, nanos * 11 / 100);
    phases.put(Phase.TRANSPORT, nanos * 6 / 100);
    phases.put(Phase.STORING, nanos * 3 / 100);
    phases.put(Phase.DISPATCH, nanos * 2 / 100);
    phases.put(Phase.COMPUTING, nanos * 74 / 100);
    return phases;
  }

  @Override
  public Iterator<Attempt> iterator() {
    return new Iterator<>() {
      private final long[] free = new long[workers];
      private final SplittableRandom random = new SplittableRandom(7);
      private long next;
      private long batch;
      private boolean retry;

      @Override
      public boolean hasNext() {
        return next < tasks;
      }

      @Override
      public Attempt next() {
        int worker = first();
        boolean cold = free[worker] == 0;
        long created = cold ? worker * 1_500L : free[worker];
        long throttled = cold && worker % 5 == 4 ? 120_000 + worker * 400L : 0;
        boolean lost = !retry && batch % LOST_IN == LOST_IN - 1;
        long start =
            throttled + (cold ? COLD_MICROS + random.nextLong(90_000) : 0) + TRANSPORT_MICROS;
        TaskTimes times = lost ? TaskTimes.NONE : times(start, skew(worker));
        long answered = TRANSPORT_MICROS + (lost ? start + 400_000 : end(times) - skew(worker));
        free[worker] = created + answered + 3_000;
        Attempt attempt = new Attempt(
            batch,
            retry ? 2 : 1,
            CREATED + created,
            throttled,
            answered,
            2_000,
            answered + 3_000,
            name(worker),
            THREADS,
            cold,
            cold ? 231.5 : 0,
            answered / 1e3,
            answered / 1e3,
            1_769,
            240,
            lost ? "Lambda answered 502: Runtime exited with error: signal: killed" + text : "",
            times);
        retry = lost;
        next += times.size();
        batch += lost ? 0 : 1;
        return attempt;
      }

      private int first() {
        int first = 0;
        for (int i = 1; i < workers; i++) {
          first = free[i] < free[first] ? i : first;
        }
        return first;
      }

      private TaskTimes times(long start, long skew) {
        int size = (int) Math.min(perBatch, tasks - next);
        TaskTimes times = new TaskTimes(
            new long[size],
            new long[size],
            new long[size],
            new long[size],
            new int[size],
            errors(size),
            Map.of());
        long[] ends = {start, start};
        for (int i = 0; i < size; i++) {
          int thread = ends[0] <= ends[1] ? 0 : 1;
          long nanos = wallNanos();
          times.indices()[i] = next + i;
          times.startMicros()[i] = ends[thread] + skew;
          times.wallNanos()[i] = nanos;
          times.cpuNanos()[i] = nanos * 94 / 100;
          times.threads()[i] = thread + 1;
          ends[thread] += nanos / 1_000 + 5;
        }
        return times;
      }

      // Two kinds of tasks, and now and then one that takes much longer.
      private long wallNanos() {
        double spread = Math.exp(random.nextDouble(-1, 1) + random.nextDouble(-1, 1));
        double kind = random.nextInt(4) == 0 ? 41e6 : 12e6;
        return (long) (kind * spread * (random.nextInt(700) == 0 ? 12 : 1));
      }

      private Map<Long, String> errors(int size) {
        Map<Long, String> errors = new TreeMap<>();
        for (long index = next; index < next + size; index++) {
          if (index % FAILED_IN == FAILED_IN - 1) {
            errors.put(
                index,
                index % 4 == 0
                    ? "java.lang.ArithmeticException: / by zero" + text
                    : "java.lang.IllegalStateException: no price for strike " + index % 7_919
                        + text);
          }
        }
        return errors;
      }
    };
  }

  private static long skew(int worker) {
    return worker % 3 == 0 ? 0 : (worker % 7 - 3) * 20_000L;
  }

  private static long end(TaskTimes times) {
    long end = 0;
    for (int i = 0; i < times.size(); i++) {
      end = Math.max(end, times.startMicros()[i] + times.wallNanos()[i] / 1_000);
    }
    return end;
  }

  private String name(int worker) {
    return String.format(Locale.ROOT, "2026/11/03/[$LATEST]%08x", worker * 0x9e3779b9) + text;
  }
}
