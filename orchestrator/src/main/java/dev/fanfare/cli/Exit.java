package dev.fanfare.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * How this process ends: with the command's exit code, also where a kernel, which shares the process on
 * some backends, calls {@code System.exit}. A signal keeps the exit code that it always has.
 */
final class Exit {

  private static final int MOST_MILLIS = 2000;

  private final Thread command = Thread.currentThread();
  private final CompletableFuture<Integer> code = new CompletableFuture<>();

  private Exit() {}

  /** Executes the command on this thread. Until this JVM ends, what else ends it is watched for. */
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

  /** What the JVM does when it is told to end, by whomever. */
  private void end() {
    Optional<StackTraceElement> caller = foreignCaller();
    caller.ifPresent(frame -> System.err.println("fanfare: " + frame.getClassName() + "."
        + frame.getMethodName() + " has called System.exit, which ends the whole command;"
        + " on the backend processes only that task would fail"));
    Shutdown.endAll(this::neverReturns);
    if (caller.isPresent()) {
      // The only way to another exit code than the caller's.
      Runtime.getRuntime().halt(ownCode());
    }
  }

  /** Whether the command waits within {@code System.exit} for this JVM to end, as a kernel of its own thread has called that. */
  private boolean neverReturns() {
    return !code.isDone() && callerOfExit(command.getStackTrace()).isPresent();
  }

  private int ownCode() {
    try {
      int own =
          neverReturns() ? ExitCode.CANNOT_GO_ON : code.get(MOST_MILLIS, TimeUnit.MILLISECONDS);
      // It was cancelled from here, and not by anybody's wish.
      return own == ExitCode.INTERRUPTED ? ExitCode.CANNOT_GO_ON : own;
    } catch (Exception e) {
      return ExitCode.CANNOT_GO_ON;
    }
  }

  /** Who but the command calls {@code System.exit}; empty if nobody does, as where it is a signal that ends the JVM. */
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
