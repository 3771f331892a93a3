package dev.fanfare.kernel;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Delayed} calls: a kernel, or the reason why it is not a kernel. Resolved once per
 * call site.
 */
final class KernelReference {

  /** Keyed by the class of the lambda or method reference; there is one per call site. */
  private static final Map<Class<?>, KernelReference> BY_CALL_SITE = new ConcurrentHashMap<>();

  private static final String LAMBDA =
      "only a kernel's name travels; move its body to a public static method marked "
          + "@Kernel and pass what it uses as arguments";

  private static final String BOUND =
      "it is bound to an object, which does not travel; make it public and static, and "
          + "mark it @Kernel";

  private final String name;
  private final @Nullable KernelMethod kernel;
  private final @Nullable FanfareException refusal;

  private KernelReference(
      String name, @Nullable KernelMethod kernel, @Nullable FanfareException refusal) {
    this.name = name;
    this.kernel = kernel;
    this.refusal = refusal;
  }

  static KernelReference of(KernelMethod kernel) {
    return new KernelReference(kernel.shortName(), kernel, null);
  }

  static KernelReference unusable(String name, FanfareException refusal) {
    return new KernelReference(name, null, refusal);
  }

  static KernelReference of(Serializable function) {
    return BY_CALL_SITE.computeIfAbsent(function.getClass(), site -> resolve(function));
  }

  String name() {
    return name;
  }

  boolean threadSafe() {
    return kernel == null || kernel.threadSafe();
  }

  boolean repeatable() {
    return kernel == null || kernel.repeatable();
  }

  Type returnType() {
    return kernel == null ? Object.class : kernel.returnType();
  }

  boolean isTo(KernelMethod other) {
    return kernel != null && kernel.method().equals(other.method());
  }

  boolean isKernel() {
    return kernel != null;
  }

  KernelMethod kernel() {
    if (kernel == null) {
      throw refusal == null ? new FanfareException(name + " is not a kernel") : refusal;
    }
    return kernel;
  }

  private static KernelReference resolve(Serializable function) {
    SerializedLambda lambda = serialized(function);
    if (lambda == null) {
      return refuse(
          function.getClass().getName(),
          "it is an object; use a method reference to a @Kernel method");
    }
    return resolve(lambda);
  }

  private static KernelReference resolve(SerializedLambda lambda) {
    String method = lambda.getImplMethodName();
    String where = lambda.getImplClass().replace('/', '.') + "::" + method;
    boolean captures = lambda.getCapturedArgCount() > 0;
    if (method.startsWith("lambda$")) {
      return refuse(captures ? "a lambda that captures variables" : "a lambda", LAMBDA);
    }
    return captures ? refuse(where, BOUND) : lookUp(where, lambda.getImplMethodSignature());
  }

  private static KernelReference lookUp(String where, String descriptor) {
    try {
      KernelMethod kernel = Kernels.byName(where);
      return kernel.descriptor().equals(descriptor) ? of(kernel) : noKernel(where);
    } catch (UnknownKernelException e) {
      return noKernel(where);
    } catch (FanfareException e) {
      return refuse(where, String.valueOf(e.getMessage()));
    }
  }

  private static KernelReference noKernel(String where) {
    return refuse(
        where,
        "it is not a kernel; it must be public, static and marked @Kernel, in a public class");
  }

  private static KernelReference refuse(String what, String rule) {
    return unusable(what, new NotAKernelException(what, rule));
  }

  /**
   * A serializable lambda has a private {@code writeReplace} that returns its class and method;
   * other objects do not.
   */
  private static @Nullable SerializedLambda serialized(Serializable function) {
    try {
      Method writeReplace = function.getClass().getDeclaredMethod("writeReplace");
      writeReplace.setAccessible(true);
      return writeReplace.invoke(function) instanceof SerializedLambda lambda ? lambda : null;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
