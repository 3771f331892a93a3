package dev.fanfare.rows;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern of names: {@code *} and {@code ?} stand for any characters but a slash, {@code **} also
 * for slashes. As in a shell, none of them stands for the dot of a hidden file.
 *
 * @param fixed what all names begin with: the part before the first of these characters
 * @param names matches the names
 */
record Glob(String fixed, Pattern names) {

  private static final Pattern WILDCARD = Pattern.compile("\\*\\*/?|[*?]");

  /** What must not follow a slash: a dot that the pattern does not name. */
  private static final String NOT_HIDDEN = "(?!(?<=/|^)\\.)";

  static Glob of(String text) {
    Matcher wildcards = WILDCARD.matcher(text);
    StringBuilder regex = new StringBuilder();
    int at = 0;
    int fixed = text.length();
    while (wildcards.find()) {
      fixed = Math.min(fixed, wildcards.start());
      regex.append(Pattern.quote(text.substring(at, wildcards.start())));
      regex.append(regex(wildcards.group()));
      at = wildcards.end();
    }
    regex.append(Pattern.quote(text.substring(at)));
    return new Glob(text.substring(0, fixed), Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  private static String regex(String wildcard) {
    return switch (wildcard) {
      case "?" -> NOT_HIDDEN + "[^/]";
      case "*" -> NOT_HIDDEN + "[^/]*";
      // Any number of folders, also none.
      case "**/" -> "(?:" + NOT_HIDDEN + "[^/]*/)*";
      default -> "(?:" + NOT_HIDDEN + "[^/]*/)*" + NOT_HIDDEN + "[^/]*";
    };
  }

  boolean matches(String name) {
    return names.matcher(name).matches();
  }
}
