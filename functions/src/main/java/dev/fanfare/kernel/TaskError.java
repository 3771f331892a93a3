package dev.fanfare.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a task threw, in a form that can travel between processes.
 *
 * @param type class name of the exception
 * @param message its message, cut after 65,536 characters, or null
 * @param stack its frames down to the kernel, innermost first, at most {@value #MOST_FRAMES}
 * @param cause its cause, or null
 * @param thrown the exception itself if the task ran in this JVM, otherwise null; does not travel
 */
public record TaskError(
    String type,
    @Nullable String message,
    List<StackTraceElement> stack,
    @Nullable TaskError cause,
    @Nullable Throwable thrown) {

  /** Maximum number of frames. */
  public static final int MOST_FRAMES = 64;

  private static final int MOST_CAUSES = 8;
  private static final int MOST_CHARACTERS = 64 * 1024;

  public TaskError {
    stack = List.copyOf(stack);
  }

  /**
   * Describes an exception as far as possible; its methods are the caller's code and can throw.
   * Omits Fanfare's frames below the kernel.
   */
  public static TaskError of(Throwable thrown) {
    return of(thrown, MOST_CAUSES);
  }

  private static TaskError of(Throwable thrown, int causesLeft) {
    // Thrown by Fanfare itself; the message is sufficient.
    boolean ours =
        thrown instanceof MalformedMessageException || thrown instanceof BadRecordException;
    Throwable cause = ours || causesLeft == 0 ? null : told(thrown::getCause, e -> null);
    return new TaskError(
        thrown.getClass().getName(),
        cut(told(
            thrown::getMessage,
            e -> "its message cannot be read: getMessage threw " + e.getClass().getName())),
        ours ? List.of() : kernelFrames(told(thrown::getStackTrace, e -> null)),
        cause == null ? null : of(cause, causesLeft - 1),
        thrown);
  }

  private static <F> @Nullable F told(
      Supplier<? extends @Nullable F> fact, Function<Throwable, @Nullable F> otherwise) {
    try {
      return fact.get();
    } catch (Throwable e) {
      return otherwise.apply(e);
    }
  }

  private static List<StackTraceElement> kernelFrames(StackTraceElement @Nullable [] told) {
    if (told == null) {
      return List.of();
    }
    StackTraceElement[] stack =
        Arrays.stream(told).filter(Objects::nonNull).toArray(StackTraceElement[]::new);
    int end = 0;
    while (end < stack.length && !isFanfares(stack[end])) {
      end++;
    }
    while (end > 0 && end < stack.length && isReflection(stack[end - 1])) {
      end--;
    }
    return Arrays.asList(stack).subList(0, Math.min(end, MOST_FRAMES));
  }

  private static boolean isFanfares(StackTraceElement frame) {
    String name = frame.getClassName();
    return name.startsWith("dev.fanfare.kernel.Delayed")
        || name.startsWith("dev.fanfare.kernel.KernelMethod")
        || name.startsWith("dev.fanfare.worker.");
  }

  /** The reflective call of a kernel found by name; a kernel's own use of reflection is kept. */
  private static boolean isReflection(StackTraceElement frame) {
    String name = frame.getClassName();
    return name.startsWith("jdk.internal.reflect.") || name.equals("java.lang.reflect.Method");
  }

  private static @Nullable String cut(@Nullable String message) {
    return message == null ? null : Excerpt.of(message, MOST_CHARACTERS);
  }

  /** The error in one line, such as {@code java.lang.ArithmeticException: / by zero}. */
  public String summary() {
    return message == null ? type : type + ": " + message;
  }

  /**
   * What has failed, and why: the call and the error. Of a bad record only the message, which tells both.
   *
   * @param text the error as text, such as its {@link #summary()}
   */
  public String of(Delayed<?> call, String text) {
    return message != null && BadRecord.is(call) ? message : call + ": " + text;
  }

  /** The error as a stack trace: summary, frames and causes, separated by newlines. */
  public String trace() {
    StringBuilder text = new StringBuilder(summary());
    stack.forEach(frame -> text.append("\n\tat ").append(frame));
    return cause == null ? text.toString() : text + "\nCaused by: " + cause.trace();
  }
}
