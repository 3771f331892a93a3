package dev.fanfare.cli;

import dev.fanfare.memo.EntrySummary;
import dev.fanfare.memo.MemoStore;
import dev.fanfare.wire.Codec;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fanfare memo ls}: lists what a memo has, by kernel and code. */
@Command(
    name = "ls",
    sortOptions = false,
    description = "Lists the kernels of a memo and the versions of their code.",
    footer = {"", "Example: fanfare memo ls s3://my-bucket/memo"})
final class MemoListCommand implements Runnable {

  private static final int CODE_DIGITS = 12;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private MemoPlace place;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private MemoKernel kernel;

  @Option(names = "--json", description = "Print one line of JSON per row instead of a table.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  /**
   * What a row is about.
   *
   * @param code its digest, or what stands for it in the output
   */
  private record Kind(String kernel, String code) {}

  /** The entries of a kernel with the same code. */
  private static final class Total {
    long entries;
    long bytes;
    Instant newest = Instant.MIN;
    Instant lastUse = Instant.MIN;

    void add(EntrySummary entry) {
      entries++;
      bytes += entry.bytes();
      newest = later(newest, entry.created());
      lastUse = later(lastUse, entry.lastUse());
    }

    private static Instant later(Instant a, Instant b) {
      return a.isAfter(b) ? a : b;
    }
  }

  @Override
  public void run() {
    place.with(this::list);
  }

  private void list(MemoStore memo) {
    Map<Kind, Total> byDigest = new HashMap<>();
    memo.summaries()
        .filter(kernel.entries(memo))
        .forEach(entry -> byDigest
            .computeIfAbsent(new Kind(entry.kernel(), entry.code()), kind -> new Total())
            .add(entry));
    Map<Kind, Total> totals =
        new TreeMap<>(Comparator.comparing(Kind::kernel).thenComparing(Kind::code));
    byDigest.forEach(
        (kind, total) -> totals.put(new Kind(kind.kernel(), memo.codeLabel(kind.code())), total));
    if (totals.isEmpty()) {
      spec.commandLine().getErr().println(kernel.none(place));
    } else if (json) {
      PrintWriter out = spec.commandLine().getOut();
      totals.forEach((kind, total) -> out.println(Codec.toJson(fields(kind, total))));
    } else {
      print(totals);
    }
  }

  private void print(Map<Kind, Total> totals) {
    PrintWriter out = spec.commandLine().getOut();
    String first = "%-" + width(totals.keySet()) + "s  ";
    out.println(row(first, "kernel", "code", "entries", "bytes", "newest", "last use"));
    totals.forEach((kind, total) -> out.println(row(
        first,
        kind.kernel(),
        shortened(kind.code()),
        total.entries,
        total.bytes,
        seconds(total.newest),
        seconds(total.lastUse))));
  }

  private static int width(Collection<Kind> kinds) {
    return kinds.stream().mapToInt(kind -> kind.kernel().length()).max().orElse(0);
  }

  private static String row(String first, Object... cells) {
    return String.format(Locale.ROOT, first + "%-16s  %9s  %12s  %-20s  %s", cells);
  }

  private static String shortened(String code) {
    return code.matches("[0-9a-f]{64}") ? code.substring(0, CODE_DIGITS) : code;
  }

  private static Instant seconds(Instant exact) {
    return exact.truncatedTo(ChronoUnit.SECONDS);
  }

  private static Map<String, @Nullable Object> fields(Kind kind, Total total) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("kernel", kind.kernel());
    fields.put("code", kind.code());
    fields.put("entries", total.entries);
    fields.put("bytes", total.bytes);
    fields.put("newest", total.newest.toString());
    fields.put("lastUse", total.lastUse.toString());
    return fields;
  }
}
