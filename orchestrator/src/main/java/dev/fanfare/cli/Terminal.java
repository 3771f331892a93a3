package dev.fanfare.cli;

/** Whether a stream is a terminal. Set by the launcher, because Java cannot check each stream. */
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
