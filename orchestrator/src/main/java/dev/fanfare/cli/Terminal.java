package dev.fanfare.cli;

/** Whether a person looks at a stream. The launcher tells, as Java cannot for each stream alone. */
final class Terminal {

  private Terminal() {}

  static boolean ofStandardOutput() {
    return told("fanfare.terminal.stdout");
  }

  static boolean ofStandardError() {
    return told("fanfare.terminal.stderr");
  }

  private static boolean told(String property) {
    return Boolean.getBoolean(property);
  }
}
