package dev.fanfare.doctor;

import dev.fanfare.store.Diagnosis;
import java.util.function.Supplier;

/**
 * What a check has found.
 *
 * @param what what was checked
 * @param found what it is like
 * @param fix the command, or what else to do, to fix it; empty if there is nothing to fix
 */
public record Finding(Grade grade, String what, String found, String fix) {

  /** How good it is. */
  public enum Grade {
    /** Nothing to do. */
    OK,
    /** Runs work, but not as well as they could. */
    WARN,
    /** Runs do not work. */
    FAIL
  }

  static Finding ok(String what, String found) {
    return new Finding(Grade.OK, what, found, "");
  }

  static Finding warn(String what, String found, String fix) {
    return new Finding(Grade.WARN, what, found, fix);
  }

  static Finding fail(String what, String found, String fix) {
    return new Finding(Grade.FAIL, what, found, fix);
  }

  /** What the check finds; a failure if it throws, with that fix if its cause is not well known. */
  static Finding of(String what, String otherwise, Supplier<Finding> check) {
    try {
      return check.get();
    } catch (RuntimeException e) {
      return fail(what, e, otherwise);
    }
  }

  /** A failure with the fix of its cause, or with another if that is not well known. */
  static Finding fail(String what, RuntimeException why, String otherwise) {
    return Diagnosis.of(why)
        .map(known -> fail(what, known.text(), known.fix()))
        .orElseGet(() -> fail(what, oneLine(why), otherwise));
  }

  private static String oneLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
  }

  /** Whether runs do not work. */
  public boolean failed() {
    return grade == Grade.FAIL;
  }
}
