package dev.fanfare.cli;

import java.io.PrintStream;
import picocli.CommandLine;

/**
 * Reserves standard output for the output of a command. Other output to {@code System.out}, such as
 * that of kernels in this process, goes to standard error. Output that bypasses {@code System.out}
 * is not redirected.
 */
final class ReservedOutput implements AutoCloseable {

  private final PrintStream before = System.out;

  private ReservedOutput() {}

  /** Reserves nothing. */
  static ReservedOutput none() {
    return new ReservedOutput();
  }

  /** Reserves standard output for that command until it is closed. */
  static ReservedOutput forResultsOf(CommandLine command) {
    // The writer must be created from the original standard output.
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
