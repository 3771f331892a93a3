package dev.fanfare.cli;

import dev.fanfare.parallel.Parallel;
import dev.fanfare.parallel.ParallelBuilder;
import java.io.PrintWriter;
import java.util.function.Supplier;

/**
 * Where contenders run.
 *
 * @param builder supplies a builder with the backend
 * @param ifStopped what to tell if the command is stopped before it ends by itself; may be empty
 * @param err for messages
 */
record Arena(Supplier<ParallelBuilder> builder, String ifStopped, PrintWriter err) {

  /** A backend of this machine. */
  static Arena of(String backend, PrintWriter err) {
    return new Arena(() -> Parallel.builder().backend(backend), "", err);
  }
}
