package dev.fanfare.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Settings that were measured in rounds with the same tasks, and which of them to choose. In each
 * round, they are compared with each other: what else the machine does in that round slows down all
 * of them. Of these comparisons, the median counts.
 *
 * @param all at least one, each with another setting
 */
public record Trials(List<Trial> all) {

  /** Trials that differ by less are equal, whatever the spread. */
  static final double LEAST_NOISE = 0.02;

  /**
   * After enough rounds, trials that differ by more are not equal, whatever the spread: the choice
   * costs at most this.
   */
  static final double MOST_NOISE = 0.05;

  /** A trial that never reaches this share of the fastest has lost. */
  private static final double LOST = 0.75;

  /** Fewer rounds do not show the noise. */
  static final int FEWEST_ROUNDS = 2;

  /** The median of fewer rounds may be as far from the truth as the rounds are from each other. */
  private static final int ENOUGH_ROUNDS = 5;

  public Trials {
    all = List.copyOf(all);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("all must not be empty");
    }
  }

  /** The throughput of a trial in each of its rounds, as a share of the round's mean. */
  private DoubleStream shares(Trial trial) {
    return IntStream.range(0, trial.rounds())
        .mapToDouble(round -> trial.tasksPerSecond(round) / mean(round));
  }

  /** The mean throughput in a round, of the trials that were not given up before the end. */
  private double mean(int round) {
    int most = all.stream().mapToInt(Trial::rounds).max().orElseThrow();
    return all.stream()
        .filter(trial -> trial.rounds() >= most - 1 && round < trial.rounds())
        .mapToDouble(trial -> trial.tasksPerSecond(round))
        .average()
        .orElseThrow();
  }

  private double share(Trial trial) {
    return Median.of(shares(trial));
  }

  /** The throughput of a trial in the usual round. */
  double tasksPerSecond(Trial trial) {
    int rounds = all.stream().mapToInt(Trial::rounds).max().orElseThrow();
    return share(trial) * Median.of(IntStream.range(0, rounds).mapToDouble(this::mean));
  }

  /** How far the rounds of a trial are from each other: half of the range, as a share of the median. */
  double spread(Trial trial) {
    double[] shares = shares(trial).sorted().toArray();
    return (shares[shares.length - 1] - shares[0]) / 2 / share(trial);
  }

  private Trial fastest() {
    return all.stream().max(Comparator.comparingDouble(this::share)).orElseThrow();
  }

  /**
   * The setting to use: of those as fast as the fastest, within the noise, the one with the fewest
   * workers, and of these automatic batches, or else the smallest.
   */
  public Trial recommended() {
    Trial fastest = fastest();
    return all.stream()
        .filter(trial -> isEqual(trial, fastest))
        .min(Comparator.comparingInt(Trial::workers)
            .thenComparing(trial -> trial.batchSize().tasks() != null)
            .thenComparingInt(Trials::size))
        .orElse(fastest);
  }

  private static int size(Trial trial) {
    Integer tasks = trial.batchSize().tasks();
    return tasks == null ? 0 : tasks;
  }

  private boolean isEqual(Trial trial, Trial fastest) {
    return share(trial) >= share(fastest) * (1 - noise(trial, fastest));
  }

  private double noise(Trial one, Trial other) {
    int rounds = Math.min(one.rounds(), other.rounds());
    double spread = Math.max(LEAST_NOISE, Math.max(spread(one), spread(other)));
    return rounds >= FEWEST_ROUNDS && rounds < ENOUGH_ROUNDS
        ? spread
        : Math.min(MOST_NOISE, spread);
  }

  /**
   * Whether a trial need not be measured again: even its best round is much slower than the worst one
   * of the fastest.
   */
  public boolean hasLost(Trial trial) {
    return trial.rounds() >= FEWEST_ROUNDS
        && shares(trial).max().orElseThrow() < LOST * shares(fastest()).min().orElseThrow();
  }

  /** The table. Efficiency is the throughput, divided by that of one worker and by the number of workers. */
  public String table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(
        "workers", "batch size", "wall s", "tasks/s", "CPU s", "efficiency", "spread", "rounds"));
    all.forEach(trial -> rows.add(row(trial)));
    return new Table(rows).text();
  }

  private List<String> row(Trial trial) {
    return List.of(
        Integer.toString(trial.workers()),
        trial.batchSize().text(),
        digits(wallSeconds(trial)),
        digits(tasksPerSecond(trial)),
        digits(trial.cpuSeconds()),
        efficiency(trial),
        spreadText(trial),
        Integer.toString(trial.measurements().size()));
  }

  private String efficiency(Trial trial) {
    return oneWorker()
        .map(one -> String.format(
            Locale.ROOT, "%.0f %%", 100 * share(trial) / share(one) / trial.workers()))
        .orElse("-");
  }

  private double wallSeconds(Trial trial) {
    return trial.measurements().get(0).tasks() / tasksPerSecond(trial);
  }

  /** CPU time against wall time, each trial at the place of its number of workers. */
  public String plot() {
    return new Plot(
            "wall s",
            "CPU s by number of workers",
            all.stream()
                .map(trial -> new Plot.Point(
                    wallSeconds(trial), trial.cpuSeconds(), Integer.toString(trial.workers())))
                .toList())
        .text();
  }

  /**
   * In one sentence: what to use, why, and how sure that is.
   *
   * @param batches trials of batch sizes with the recommended number of workers; these may be all
   */
  public String advice(String backend, Trials batches) {
    Trial chosen = batches.recommended();
    return "use --backend " + backend + " --n-jobs " + chosen.workers() + " --batch-size "
        + chosen.batchSize().text() + ": " + digits(batches.tasksPerSecond(chosen)) + " tasks/s"
        + gain() + others() + "; " + batches.certainty(chosen);
  }

  private String gain() {
    return oneWorker()
        .filter(one -> recommended().workers() > 1)
        .map(one -> String.format(
            Locale.ROOT,
            ", with %.2f times the throughput of one worker",
            share(recommended()) / share(one)))
        .orElse("");
  }

  private String others() {
    return all.stream().anyMatch(trial -> trial.workers() > recommended().workers())
        ? ", and more workers are not faster"
        : "";
  }

  private String certainty(Trial chosen) {
    if (chosen.rounds() < FEWEST_ROUNDS) {
      return "measured only once, so the uncertainty is unknown (--seconds gives it more time)";
    }
    String figure = "uncertainty " + spreadText(chosen) + " in " + chosen.rounds() + " rounds";
    return spread(chosen) <= MOST_NOISE
        ? figure
        : figure + ", so settings that close may be as good (--seconds gives it more time)";
  }

  private Optional<Trial> oneWorker() {
    return all.stream().filter(one -> one.workers() == 1).findFirst();
  }

  private String spreadText(Trial trial) {
    return trial.rounds() < FEWEST_ROUNDS
        ? "unknown"
        : String.format(Locale.ROOT, "+-%.0f %%", 100 * spread(trial));
  }

  /** At least three significant digits. */
  static String digits(double number) {
    int decimals = number >= 100 ? 0 : number >= 10 ? 1 : number >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", number);
  }
}
