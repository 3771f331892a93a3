package dev.fanfare.parallel;

import dev.fanfare.wire.TaskError;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/** Stands for an exception whose class cannot be built here; its text is the remote one's. Has the remote stack. */
final class RemoteThrowable extends Exception {

  private final String summary;

  private RemoteThrowable(TaskError error) {
    super(error.message());
    this.summary = error.summary();
  }

  @Override
  public String toString() {
    return summary;
  }

  /** The exception itself where it was thrown in this JVM, else one of the same class, message, stack and causes. */
  static Throwable rebuild(TaskError error) {
    if (error.thrown() != null) {
      return error.thrown();
    }
    Throwable rebuilt = instance(error);
    rebuilt.setStackTrace(error.stack().toArray(StackTraceElement[]::new));
    if (error.cause() != null && rebuilt.getCause() == null) {
      addCause(rebuilt, rebuild(error.cause()));
    }
    return rebuilt;
  }

  private static void addCause(Throwable rebuilt, Throwable cause) {
    try {
      rebuilt.initCause(cause);
    } catch (IllegalStateException e) {
      // Its constructor has decided on a cause of its own: the remote one is told beside it.
      rebuilt.addSuppressed(cause);
    }
  }

  /**
   * Only classes that are exceptions are initialised, and only by constructors of a message or of nothing: a result object must
   * not be able to run anything else here.
   */
  private static Throwable instance(TaskError error) {
    try {
      Class<?> type = Class.forName(error.type(), /* initialize= */ false, loader());
      if (Throwable.class.isAssignableFrom(type)) {
        Throwable rebuilt = construct(type.asSubclass(Throwable.class), error.message());
        if (rebuilt != null) {
          return rebuilt;
        }
      }
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      return new RemoteThrowable(error);
    }
    return new RemoteThrowable(error);
  }

  private static @Nullable Throwable construct(
      Class<? extends Throwable> type, @Nullable String message)
      throws ReflectiveOperationException {
    for (Constructor<?> constructor : type.getConstructors()) {
      Class<?>[] parameters = constructor.getParameterTypes();
      if (parameters.length == 1 && parameters[0] == String.class) {
        return (Throwable) constructor.newInstance(message);
      }
    }
    return message == null ? type.getConstructor().newInstance() : null;
  }

  private static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? RemoteThrowable.class.getClassLoader() : context;
  }
}
