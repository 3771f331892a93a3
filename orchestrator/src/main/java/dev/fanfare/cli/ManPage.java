package dev.fanfare.cli;

import dev.fanfare.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The man page {@code fanfare(1)}, from the same annotations as {@code --help}. A release contains it.
 *
 * <p>The format is that of man(7): a line that begins with a dot is a macro.
 */
final class ManPage {

  private static final Map<String, String> ENVIRONMENT = new TreeMap<>(Map.of(
      "JAVA_HOME", "The JDK to use, version 17 or newer. Default: the newest one that is found.",
      "FANFARE_CLASSPATH", "Jars and folders with kernels.",
      "FANFARE_JAVA_OPTS", "Options for the JVM.",
      "FANFARE_STORE", "Where runs are recorded: a folder or s3://bucket/prefix.",
      "FANFARE_MAX_WORKERS", "The most workers on this machine.",
      "FANFARE_FUNCTION", "The function of the backend lambda.",
      "FANFARE_STACK", "The stack of that function. Default: fanfare.",
      "FANFARE_PRICES", "A file with prices of other regions."));

  private final StringBuilder roff = new StringBuilder();

  private ManPage() {}

  /** Writes the page to the file that the argument names. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]).toAbsolutePath();
    Files.createDirectories(file.getParent());
    Files.writeString(file, text());
  }

  /** The page. */
  static String text() {
    return new ManPage().page(Fanfare.commandLine());
  }

  private String page(CommandLine fanfare) {
    CommandSpec spec = fanfare.getCommandSpec();
    macro("TH FANFARE 1 \"\" \"fanfare " + Version.FANFARE + "\" \"Fanfare\"");
    macro("SH NAME");
    line("fanfare - " + plain(spec.usageMessage().description()));
    macro("SH SYNOPSIS");
    line("fanfare [OPTIONS] COMMAND");
    macro("SH OPTIONS");
    arguments(spec);
    macro("SH COMMANDS");
    commands(fanfare);
    macro("SH EXIT STATUS");
    spec.usageMessage().exitCodeList().forEach(this::item);
    macro("SH ENVIRONMENT");
    ENVIRONMENT.forEach(this::item);
    return roff.toString();
  }

  private void commands(CommandLine parent) {
    // A command has an entry for each of its names.
    for (CommandLine command : new LinkedHashSet<>(parent.getSubcommands().values())) {
      CommandSpec spec = command.getCommandSpec();
      if (!spec.usageMessage().hidden()) {
        macro("SS \"" + escaped(spec.qualifiedName()) + "\"");
        synopsis(command);
        line(plain(spec.usageMessage().description()));
        arguments(spec);
        commands(command);
      }
    }
  }

  private void synopsis(CommandLine command) {
    macro("nf");
    command.getHelp().synopsis(0).lines().map(String::strip).forEach(this::line);
    macro("fi");
    macro("PP");
  }

  private void arguments(CommandSpec spec) {
    spec.positionalParameters().stream()
        .filter(parameter -> !parameter.hidden())
        .forEach(parameter -> item(parameter.paramLabel(), plain(parameter.description())));
    spec.options().stream()
        .filter(option -> !option.hidden() && !option.inherited())
        .forEach(option -> item(names(option), plain(option.description())));
  }

  private static String names(OptionSpec option) {
    String label = takesValue(option) ? "=" + option.paramLabel() : "";
    return Arrays.stream(option.names())
        .map(name -> name + label)
        .collect(Collectors.joining(", "));
  }

  private static boolean takesValue(ArgSpec option) {
    return option.arity().max() > 0;
  }

  /** picocli's descriptions are format strings without arguments. */
  private static String plain(String... description) {
    return String.join("\n", description).replace("%n", "\n").replace("%%", "%").strip();
  }

  private void item(String term, String text) {
    macro("TP");
    macro("B \"" + escaped(term).replace("\"", "\\(dq") + "\"");
    line(text);
  }

  private void macro(String macro) {
    roff.append('.').append(macro).append('\n');
  }

  private void line(String text) {
    text.lines().map(ManPage::escaped).forEach(escaped -> roff.append(escaped).append('\n'));
  }

  /** A hyphen stays one if the page is copied from, and no text becomes a macro. */
  private static String escaped(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
