package dev.fanfare;

import dev.fanfare.kernel.TaskError;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Replaces an exception whose class cannot be instantiated here. Has the remote text and stack. */
final class RemoteThrowable extends Exception {

  private final String summary;

  private RemoteThrowable(TaskError error) {
    super(error.message());
    this.summary = error.summary();
  }

  @Override
  @SuppressWarnings("OverrideThrowableToString") // The message is the remote one's, and so is this.
  public String toString() {
    return summary;
  }

  /**
   * The exception itself if it was thrown in this JVM, otherwise one with the same class, message,
   * stack and causes.
   */
  static Throwable rebuild(TaskError error) {
    if (error.thrown() != null) {
      return error.thrown();
    }
    Throwable cause = error.cause() == null ? null : rebuild(error.cause());
    Throwable rebuilt = instance(error, cause);
    rebuilt.setStackTrace(error.stack().toArray(StackTraceElement[]::new));
    if (cause != null && rebuilt.getCause() == null) {
      addCause(rebuilt, cause);
    }
    return rebuilt;
  }

  /** Whether the error is an instance of one of these classes. */
  static boolean isOneOf(TaskError error, List<Class<? extends Throwable>> classes) {
    return classes.stream().anyMatch(wanted -> isA(error, wanted));
  }

  private static boolean isA(TaskError error, Class<? extends Throwable> wanted) {
    if (error.thrown() != null) {
      return wanted.isInstance(error.thrown());
    }
    try {
      return wanted.isAssignableFrom(
          Class.forName(error.type(), /* initialize= */ false, loader()));
    } catch (ClassNotFoundException | LinkageError e) {
      return wanted.getName().equals(error.type());
    }
  }

  private static void addCause(Throwable rebuilt, Throwable cause) {
    try {
      rebuilt.initCause(cause);
    } catch (IllegalStateException e) {
      // Its constructor has set a cause; the remote one is added as suppressed.
      rebuilt.addSuppressed(cause);
    }
  }

  /**
   * Initializes only exception classes, and calls only the usual constructors of exceptions: a
   * result object must not be able to run other code here.
   */
  private static Throwable instance(TaskError error, @Nullable Throwable cause) {
    try {
      Class<?> type = Class.forName(error.type(), /* initialize= */ false, loader());
      if (Throwable.class.isAssignableFrom(type)) {
        return construct(type, error.message(), cause).orElseGet(() -> new RemoteThrowable(error));
      }
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      return new RemoteThrowable(error);
    }
    return new RemoteThrowable(error);
  }

  /**
   * Uses the shortest constructor that yields the same message; some constructors compose their
   * own.
   */
  private static Optional<Throwable> construct(
      Class<?> type, @Nullable String message, @Nullable Throwable cause) {
    return Stream.of(type.getConstructors())
        .sorted(Comparator.comparing(Constructor::getParameterCount))
        .flatMap(constructor -> construct(constructor, message, cause).stream())
        .filter(built -> Objects.equals(built.getMessage(), message))
        .findFirst();
  }

  /**
   * Calls a constructor without parameters, with a message, or with a message and a cause;
   * otherwise empty.
   */
  private static Optional<Throwable> construct(
      Constructor<?> constructor, @Nullable String message, @Nullable Throwable cause) {
    if (!isUsual(constructor.getParameterTypes(), cause)) {
      return Optional.empty();
    }
    try {
      @Nullable Object[] arguments = {message, cause};
      return Optional.of((Throwable)
          constructor.newInstance(Arrays.copyOf(arguments, constructor.getParameterCount())));
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }

  private static boolean isUsual(Class<?>[] parameters, @Nullable Throwable cause) {
    return parameters.length == 0
        || (parameters[0] == String.class
            && (parameters.length == 1
                || (parameters.length == 2
                    && Throwable.class.isAssignableFrom(parameters[1])
                    && (cause == null || parameters[1].isInstance(cause)))));
  }

  private static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? RemoteThrowable.class.getClassLoader() : context;
  }
}
