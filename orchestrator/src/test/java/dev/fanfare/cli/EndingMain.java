package dev.fanfare.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/**
 * The command line in a JVM that a signal already ends when the command begins, and that does not end before the command has
 * said all it has to say: the worst that Ctrl-C can do while standard input is read.
 */
final class EndingMain {

  private EndingMain() {}

  public static void main(String[] args) {
    CountDownLatch ending = new CountDownLatch(1);
    CountDownLatch said = new CountDownLatch(1);
    System.exit(Exit.codeOf(() -> {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        ending.countDown();
        await(said);
      }));
      interruptThisProcess();
      await(ending);
      try {
        return Fanfare.commandLine().execute(args);
      } finally {
        said.countDown();
      }
    }));
  }

  private static void interruptThisProcess() {
    try {
      String pid = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-INT", pid).inheritIO().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
