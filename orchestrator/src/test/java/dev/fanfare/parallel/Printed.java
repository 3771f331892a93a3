package dev.fanfare.parallel;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Takes what is printed while it is open. */
final class Printed implements AutoCloseable {

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printedOut = new ByteArrayOutputStream();
  private final ByteArrayOutputStream printedErr = new ByteArrayOutputStream();

  Printed() {
    System.setOut(new PrintStream(printedOut, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(printedErr, true, StandardCharsets.UTF_8));
  }

  List<String> out() {
    return printedOut.toString(StandardCharsets.UTF_8).lines().toList();
  }

  List<String> err() {
    return printedErr.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** All that went to standard error. */
  String text() {
    return printedErr.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    System.setOut(out);
    System.setErr(err);
  }
}
