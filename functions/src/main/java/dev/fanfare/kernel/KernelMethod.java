package dev.fanfare.kernel;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A kernel: its method and the options of its {@link Kernel} annotation. Immutable and thread-safe.
 */
public final class KernelMethod {

  // Reflection copies its answers and an annotation's are slow, so both are asked once, not per
  // task.
  private final Method method;
  private final String name;
  private final String shortName;
  private final boolean threadSafe;
  private final boolean repeatable;
  private final String version;
  private final Set<String> ignored;
  private final List<String> parameterNames;
  private final List<Type> parameterTypes;
  private final Type returnType;

  private KernelMethod(Method method, Kernel kernel) {
    this.method = method;
    this.name = method.getDeclaringClass().getName() + "::" + method.getName();
    this.shortName = kernel.value().isEmpty() ? name : kernel.value();
    this.threadSafe = kernel.threadSafe();
    this.repeatable = kernel.repeatable();
    this.version = kernel.version();
    this.ignored = new TreeSet<>(Arrays.asList(kernel.ignore()));
    this.parameterNames =
        Arrays.stream(method.getParameters()).map(Parameter::getName).toList();
    this.parameterTypes = List.of(method.getGenericParameterTypes());
    this.returnType = method.getGenericReturnType();
  }

  /** The kernel for a method, or null if it is not a kernel. */
  static @Nullable KernelMethod of(Method method) {
    Kernel kernel = method.getAnnotation(Kernel.class);
    boolean open = Modifier.isStatic(method.getModifiers())
        && Modifier.isPublic(method.getModifiers())
        && Modifier.isPublic(method.getDeclaringClass().getModifiers());
    return kernel == null || !open ? null : new KernelMethod(method, kernel);
  }

  /**
   * This kernel, if {@link Kernel#ignore()} names nothing but its parameters.
   *
   * @throws FanfareException otherwise
   */
  KernelMethod checked() {
    for (String one : ignored) {
      if (!namesParameters()) {
        throw new FanfareException("kernel " + name + " ignores '" + one + "', but the names of its"
            + " parameters are not known: compile its class with -parameters");
      }
      if (!parameterNames.contains(one)) {
        throw new FanfareException("kernel " + name + " ignores '" + one
            + "', which is none of its parameters (" + String.join(", ", parameterNames) + ")"
            + Nearest.hint(one, parameterNames));
      }
    }
    return this;
  }

  /** The method. */
  public Method method() {
    return method;
  }

  /** The full name, such as {@code com.acme.Risk::price}, which travels. */
  public String name() {
    return name;
  }

  String methodName() {
    return method.getName();
  }

  /** The short name from {@link Kernel#value()}, or else the full one. */
  public String shortName() {
    return shortName;
  }

  /** Whether several threads of one process may run it at once. */
  public boolean threadSafe() {
    return threadSafe;
  }

  /** Whether a call may run twice. */
  public boolean repeatable() {
    return repeatable;
  }

  /** The version from {@link Kernel#version()}; empty if it has none. */
  public String version() {
    return version;
  }

  /**
   * What tells versions of this kernel apart in two processes; empty if that is not known. Reads class files, so it
   * is for once per run, not per task.
   */
  public String fingerprint() {
    return Fingerprint.of(this);
  }

  /** Whether a parameter does not belong to the key of a remembered result. */
  public boolean isIgnored(int parameter) {
    return ignored.contains(parameterNames.get(parameter));
  }

  /**
   * The names of the parameters in order; {@code arg0}, ... if the class was compiled without
   * {@code -parameters}.
   */
  public List<String> parameterNames() {
    return parameterNames;
  }

  /**
   * Whether the names of the parameters are known, because the class was compiled with
   * {@code -parameters}.
   */
  public boolean namesParameters() {
    return Arrays.stream(method.getParameters()).allMatch(Parameter::isNamePresent);
  }

  /** Whether a parameter has an annotation named {@code Nullable}. */
  public boolean isNullable(int parameter) {
    return Stream.of(
            method.getAnnotatedParameterTypes()[parameter].getAnnotations(),
            method.getParameterAnnotations()[parameter])
        .flatMap(Arrays::stream)
        .anyMatch(one -> one.annotationType().getSimpleName().equals("Nullable"));
  }

  /** The types of the parameters in order, with their type arguments. */
  public List<Type> parameterTypes() {
    return parameterTypes;
  }

  /** The type of the result with its type arguments. */
  public Type returnType() {
    return returnType;
  }

  /** The JVM descriptor, which distinguishes overloaded methods. */
  String descriptor() {
    return MethodType.methodType(method.getReturnType(), method.getParameterTypes())
        .toMethodDescriptorString();
  }

  /**
   * Runs the kernel. Its exceptions are thrown unchanged. A {@link Shared} argument of a parameter with
   * another type is passed as its value.
   */
  public @Nullable Object invoke(@Nullable Object... arguments) throws Exception {
    @Nullable Object[] values = unshared(arguments);
    try {
      return method.invoke(null, values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private @Nullable Object[] unshared(@Nullable Object[] arguments) {
    @Nullable Object[] values = arguments;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof Shared<?> shared && !isShared(i)) {
        values = values == arguments ? arguments.clone() : values;
        values[i] = shared.get();
      }
    }
    return values;
  }

  /** Whether a parameter is declared as {@link Shared}. */
  private boolean isShared(int parameter) {
    return method.getParameterTypes()[parameter] == Shared.class;
  }

  /** The kernel's signature as text: {@code sum(long n) -> long}. */
  public String signature() {
    String parameters = Arrays.stream(method.getParameters())
        .map(p -> simpleName(p.getParameterizedType()) + " " + p.getName())
        .collect(Collectors.joining(", "));
    return shortName() + "(" + parameters + ") -> " + simpleName(returnType());
  }

  private static String simpleName(Type type) {
    return TypeName.of(type.getTypeName().replaceAll("[a-z_0-9]+\\.", ""));
  }

  @Override
  public String toString() {
    return signature();
  }
}
