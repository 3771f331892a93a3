package dev.fanfare.cli;

import java.io.PrintStream;
import picocli.CommandLine;

/**
 * Standard output while it is kept for what a command writes: whatever else this process prints there, as kernels do that share it,
 * goes to standard error.
 */
final class ReservedOutput implements AutoCloseable {

  private final PrintStream before = System.out;

  private ReservedOutput() {}

  /** Nothing is kept. */
  static ReservedOutput none() {
    return new ReservedOutput();
  }

  /** Kept for that command until it is closed. */
  static ReservedOutput forResultsOf(CommandLine command) {
    // It is made from what is standard output when it is first asked for.
    command.getOut();
    ReservedOutput reserved = new ReservedOutput();
    System.setOut(System.err);
    return reserved;
  }

  @Override
  public void close() {
    System.setOut(before);
  }
}
