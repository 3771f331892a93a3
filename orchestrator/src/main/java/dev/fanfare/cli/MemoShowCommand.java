package dev.fanfare.cli;

import dev.fanfare.memo.Entry;
import dev.fanfare.memo.MemoStore;
import dev.fanfare.wire.Codec;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fanfare memo show}: prints entries. */
@Command(
    name = "show",
    sortOptions = false,
    description = "Prints the entries of a memo, one line of JSON each.",
    footer = {"", "Example: fanfare memo show memo --kernel com.acme.Risk::price"})
final class MemoShowCommand implements Runnable {

  private static final double NANOS = 1e9;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private MemoPlace place;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private MemoKernel kernel;

  @Option(
      names = "--key",
      paramLabel = "PREFIX",
      description = "Only entries whose keys begin with these hexadecimal digits.")
  private String prefix = "";

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    if (!prefix.matches("[0-9a-fA-F]{0,64}")) {
      throw new IllegalArgumentException(
          "--key must be up to 64 hexadecimal digits, got: " + prefix);
    }
    place.with(this::show);
  }

  private void show(MemoStore memo) {
    String digits = prefix.toLowerCase(Locale.ROOT);
    PrintWriter out = spec.commandLine().getOut();
    Iterator<Entry> entries = memo.entries(
            kernel.entries(memo).and(entry -> entry.key().startsWith(digits)))
        .iterator();
    if (!entries.hasNext()) {
      String key = digits.isEmpty() ? "" : " with a key that begins with " + digits;
      spec.commandLine().getErr().println(kernel.none(place) + key);
    }
    entries.forEachRemaining(entry -> out.println(line(entry, memo)));
  }

  // Task and value are JSON already.
  private static String line(Entry entry, MemoStore memo) {
    return "{\"key\":\"" + entry.key() + "\",\"kernel\":" + Codec.toJson(entry.kernel())
        + ",\"code\":" + Codec.toJson(memo.codeLabel(entry.code())) + ",\"created\":\""
        + entry.created()
        + "\",\"wallSeconds\":" + entry.wallNanos() / NANOS + ",\"task\":" + entry.task()
        + ",\"value\":" + entry.value() + "}";
  }
}
