package dev.fanfare.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Ends the process with the command's exit code, even if a kernel in the same process calls
 * {@code System.exit}. After a signal, the usual exit code is kept.
 */
final class Exit {

  private static final int MOST_MILLIS = 2000;

  private final Thread command = Thread.currentThread();
  private final CompletableFuture<Integer> code = new CompletableFuture<>();

  private Exit() {}

  /** Executes the command on this thread, and watches for other causes that end the JVM. */
  static int codeOf(IntSupplier command) {
    Exit exit = new Exit();
    Runtime.getRuntime().addShutdownHook(new Thread(exit::end, "fanfare-shutdown"));
    exit.code.complete(execute(command));
    return exit.code.join();
  }

  @SuppressWarnings("CatchAndPrintStackTrace") // Nothing is above to rethrow it to.
  private static int execute(IntSupplier command) {
    try {
      return command.getAsInt();
    } catch (OutOfMemoryError e) {
      System.err.println("fanfare: " + ExitCode.outOfMemory(e));
    } catch (Throwable e) {
      e.printStackTrace();
    }
    return ExitCode.CANNOT_GO_ON;
  }

  /** The shutdown hook. */
  private void end() {
    Optional<StackTraceElement> caller = foreignCaller();
    caller.ifPresent(frame -> System.err.println("fanfare: " + frame.getClassName() + "."
        + frame.getMethodName() + " called System.exit, which ends the whole command;"
        + " with --backend processes, only that task would fail"));
    Shutdown.endAll(this::neverReturns);
    if (caller.isPresent()) {
      // The only way to replace the exit code of System.exit.
      Runtime.getRuntime().halt(ownCode());
    }
  }

  /**
   * Whether the command's thread is blocked in {@code System.exit}, because a kernel on that thread
   * called it.
   */
  private boolean neverReturns() {
    return !code.isDone() && callerOfExit(command.getStackTrace()).isPresent();
  }

  private int ownCode() {
    try {
      int own =
          neverReturns() ? ExitCode.CANNOT_GO_ON : code.get(MOST_MILLIS, TimeUnit.MILLISECONDS);
      // This hook cancelled the run, not the user.
      return own == ExitCode.INTERRUPTED ? ExitCode.CANNOT_GO_ON : own;
    } catch (Exception e) {
      return ExitCode.CANNOT_GO_ON;
    }
  }

  /**
   * The code other than the command that called {@code System.exit}; empty if a signal ends the
   * JVM.
   */
  private Optional<StackTraceElement> foreignCaller() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> !(thread.getKey() == command && code.isDone()))
        .map(Map.Entry::getValue)
        .flatMap(stack -> callerOfExit(stack).stream())
        .findFirst();
  }

  private static Optional<StackTraceElement> callerOfExit(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .dropWhile(
            frame -> !(isOf(frame, Runtime.class) && frame.getMethodName().equals("exit")))
        .dropWhile(frame -> isOf(frame, Runtime.class) || isOf(frame, System.class))
        .findFirst();
  }

  private static boolean isOf(StackTraceElement frame, Class<?> type) {
    return frame.getClassName().equals(type.getName());
  }
}
