package dev.fanfare.cli;

import java.util.List;
import java.util.Optional;

/** Words that mean something to GNU Parallel or to Bash, and how to say it here. Stateless. */
final class ShellWords {

  private ShellWords() {}

  /** What is wrong with the first such word; empty if there is none. */
  static Optional<String> refusal(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.matches(":::\\+?")) {
        return Optional.of(
            "there is no '" + word + "'; use " + Sweep.ARG + " NAME=" + values(words, i + 1));
      }
      if (word.matches("::::\\+?")) {
        return Optional.of("there is no '" + word + "'; use " + Sweep.ARGS_FROM + " FILE");
      }
      if (i >= 2 && words.get(i - 2).equals(Sweep.ARG) && sameName(words.get(i - 1), word)) {
        return Optional.of("'" + word + "' must follow a comma: " + Sweep.ARG + " "
            + words.get(i - 1) + "," + word.substring(word.indexOf('=') + 1)
            + " (Bash makes several words of {1,2})");
      }
    }
    return Optional.empty();
  }

  private static String values(List<String> words, int from) {
    List<String> values = words.subList(from, words.size()).stream()
        .takeWhile(word -> !word.startsWith("-") && !word.startsWith(":::"))
        .toList();
    return values.isEmpty() ? "VALUES" : String.join(",", values);
  }

  private static boolean sameName(String one, String other) {
    int equals = one.indexOf('=');
    return equals > 0 && other.startsWith(one.substring(0, equals + 1));
  }
}
