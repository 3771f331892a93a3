package dev.fanfare.report;

import dev.fanfare.BatchSize;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Memory sizes of a function that were measured with the same tasks, and which of them to choose.
 * Immutable.
 *
 * @param all at least one, each with another size
 * @param cost the prices, and what the function's depends on
 */
public record MemoryTrials(List<MemoryTrial> all, Cost cost) {

  /** What a faster size may cost more than the cheapest. */
  private static final double WORTH_MORE = 0.05;

  private static final double TASKS = 1000;
  private static final int COST_COLUMN = 5;

  public MemoryTrials {
    all = List.copyOf(all);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("all must not be empty");
    }
  }

  /**
   * The size to use: of those that cost at most 5 % more than the cheapest, or more by no more than
   * the noise, the fastest; of those as fast within the noise, the one with the least memory.
   */
  public MemoryTrial recommended() {
    List<MemoryTrial> affordable = all.stream()
        .filter(trial ->
            cost(trial) <= cost(cheapest()) * (1 + Math.max(WORTH_MORE, noise(trial, cheapest()))))
        .toList();
    MemoryTrial fastest = fastest(affordable);
    return affordable.stream()
        .filter(trial -> isAsFast(trial, fastest))
        .min(Comparator.comparingInt(MemoryTrial::memoryMb))
        .orElse(fastest);
  }

  private MemoryTrial cheapest() {
    return all.stream().min(Comparator.comparingDouble(this::cost)).orElseThrow();
  }

  private static MemoryTrial fastest(List<MemoryTrial> trials) {
    return trials.stream()
        .min(Comparator.comparingDouble(MemoryTrial::wallSeconds))
        .orElseThrow();
  }

  private boolean isAsFast(MemoryTrial trial, MemoryTrial other) {
    return trial.wallSeconds() <= other.wallSeconds() * (1 + noise(trial, other));
  }

  private double noise(MemoryTrial one, MemoryTrial other) {
    return isMeasuredOnce(one) || isMeasuredOnce(other)
        ? Trials.MOST_NOISE
        : Math.max(Trials.LEAST_NOISE, Math.max(spread(one), spread(other)));
  }

  private static boolean isMeasuredOnce(MemoryTrial trial) {
    return trial.rounds().size() < Trials.FEWEST_ROUNDS;
  }

  /** That of the wall time or that of the cost, whichever is larger. */
  double spread(MemoryTrial trial) {
    return Math.max(trial.spread(MemoryRound::wallNanos), trial.spread(this::cost));
  }

  /** The cost of 1,000 tasks in the usual round; see {@link #unit()}. */
  double cost(MemoryTrial trial) {
    return trial.median(this::cost);
  }

  private double cost(MemoryRound round) {
    return TASKS
        / round.tasks()
        * price()
            .map(price -> price.usd(round.use(), cost.arm()).doubleValue())
            .orElse(round.use().gbSeconds());
  }

  private Optional<Price> price() {
    return cost.prices().of(cost.region());
  }

  private String unit() {
    return price().isPresent() ? "USD" : "GB-seconds";
  }

  private boolean isBilled() {
    return all.stream().anyMatch(trial -> trial.billedSeconds() > 0);
  }

  private boolean hasPrice() {
    return isBilled() && price().isPresent();
  }

  /** The table, and below it why there is no cost if there is none. */
  public String table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(withoutCost(List.of(
        "memory MB",
        "vCPUs",
        "threads",
        "wall s",
        "billed s",
        "USD/1k tasks",
        "cold starts",
        "spread")));
    all.forEach(trial -> rows.add(withoutCost(row(trial))));
    return new Table(rows).text() + missing().map(why -> "\ncost " + why).orElse("");
  }

  private List<String> withoutCost(List<String> row) {
    List<String> shown = new ArrayList<>(row);
    if (!hasPrice()) {
      shown.remove(COST_COLUMN);
    }
    return shown;
  }

  private Optional<String> missing() {
    if (!isBilled()) {
      return Optional.of("unknown: no billed time was reported");
    }
    return hasPrice()
        ? Optional.empty()
        : Optional.of("unknown for " + cost.region() + ": " + cost.prices().missing(cost.region()));
  }

  private List<String> row(MemoryTrial trial) {
    return List.of(
        Integer.toString(trial.memoryMb()),
        String.format(Locale.ROOT, "%.1f", trial.vcpus()),
        Integer.toString(trial.threads()),
        Trials.digits(trial.wallSeconds()),
        isBilled() ? Trials.digits(trial.billedSeconds()) : "-",
        costText(trial),
        coldStarts(trial),
        spreadText(trial));
  }

  private String costText(MemoryTrial trial) {
    return Cost.amount(BigDecimal.valueOf(cost(trial)));
  }

  private static String coldStarts(MemoryTrial trial) {
    double[] millis = trial.rounds().stream()
        .flatMap(round -> round.initMillis().stream())
        .mapToDouble(Double::doubleValue)
        .toArray();
    return millis.length == 0
        ? Long.toString(trial.coldStarts())
        : String.format(
            Locale.ROOT, "%d x %.0f ms", trial.coldStarts(), Median.of(Arrays.stream(millis)));
  }

  private String spreadText(MemoryTrial trial) {
    return isMeasuredOnce(trial)
        ? "unknown"
        : String.format(Locale.ROOT, "+-%.0f %%", 100 * spread(trial));
  }

  /** Cost against wall time, each trial at the place of its memory. */
  public String plot() {
    return new Plot(
            "wall s",
            unit() + " per 1,000 tasks by memory in MB",
            all.stream()
                .map(trial -> new Plot.Point(
                    trial.wallSeconds(), cost(trial), Integer.toString(trial.memoryMb())))
                .toList())
        .text();
  }

  /** In one sentence: what to use, why, and how sure that is. */
  public String advice(BatchSize batchSize) {
    MemoryTrial chosen = recommended();
    String threads = chosen.threads() == 1 ? "1 thread" : chosen.threads() + " threads";
    return "use " + chosen.memoryMb() + " MB of memory (" + threads
        + " per function) and --batch-size " + batchSize.text() + ": "
        + (isBilled() ? figure(chosen) + " per 1,000 tasks, " : "") + reason(chosen)
        + "; " + certainty(chosen);
  }

  private String figure(MemoryTrial trial) {
    return costText(trial) + " " + unit();
  }

  private String reason(MemoryTrial chosen) {
    MemoryTrial cheapest = cheapest();
    if (!isBilled()) {
      return "the fastest";
    }
    if (chosen.equals(cheapest)) {
      return "the cheapest" + faster(chosen);
    }
    return isAsFast(cheapest, chosen)
        ? "as good as " + cheapest.memoryMb() + " MB within the uncertainty, with less memory"
        : String.format(
            Locale.ROOT,
            "%s more than the cheapest (%d MB) for %s less time",
            percent(cost(chosen) / cost(cheapest) - 1),
            cheapest.memoryMb(),
            percent(1 - chosen.wallSeconds() / cheapest.wallSeconds()));
  }

  private String faster(MemoryTrial chosen) {
    MemoryTrial fastest = fastest(all);
    return isAsFast(chosen, fastest)
        ? ""
        : String.format(
            Locale.ROOT,
            ", while %d MB takes %s less time and costs %s more",
            fastest.memoryMb(),
            percent(1 - fastest.wallSeconds() / chosen.wallSeconds()),
            percent(cost(fastest) / cost(chosen) - 1));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private String certainty(MemoryTrial chosen) {
    return isMeasuredOnce(chosen)
        ? "measured only once, so the uncertainty is unknown (--seconds gives it more time)"
        : "uncertainty " + spreadText(chosen) + " in " + chosen.rounds().size() + " rounds";
  }
}
