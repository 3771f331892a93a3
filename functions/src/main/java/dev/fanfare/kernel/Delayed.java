package dev.fanfare.kernel;

import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A task: a call of a kernel to be made later, like joblib's {@code delayed(f)(args)}. Immutable if
 * its arguments are; thread-safe.
 *
 * <p>A method reference to a kernel can run anywhere. A lambda, or a method without {@link Kernel},
 * runs only in this JVM: {@link #kernel()} refuses it, and so do backends with other processes.
 *
 * @param <T> type of the result
 */
public final class Delayed<T extends @Nullable Object> {

  /**
   * A function without parameters. Serializable, so that the name of a method reference can be
   * determined.
   */
  @FunctionalInterface
  public interface Call0<R extends @Nullable Object> extends Serializable {
    R call() throws Exception;
  }

  /** A function with one parameter. */
  @FunctionalInterface
  public interface Call1<A extends @Nullable Object, R extends @Nullable Object>
      extends Serializable {
    R call(A a) throws Exception;
  }

  /** A function with two parameters. */
  @FunctionalInterface
  public interface Call2<
          A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      extends Serializable {
    R call(A a, B b) throws Exception;
  }

  /** A function with three parameters. */
  @FunctionalInterface
  public interface Call3<
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      extends Serializable {
    R call(A a, B b, C c) throws Exception;
  }

  /** A function with four parameters. */
  @FunctionalInterface
  public interface Call4<
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      extends Serializable {
    R call(A a, B b, C c, D d) throws Exception;
  }

  /** Maximum number of characters of the arguments in a call's text. */
  private static final int MOST_CHARACTERS = 200;

  private final KernelReference reference;
  private final Callable<T> body;
  private final @Nullable Object[] arguments;
  private final @Nullable String origin;

  /** Of the arguments, if the caller gave them by name; otherwise empty. */
  private final List<String> names;

  /** The arguments in the form in which they travel. */
  private final @Nullable Object[] sent;

  private Delayed(KernelReference reference, Callable<T> body, @Nullable Object... arguments) {
    this(reference, body, arguments, arguments, null, List.of());
  }

  private Delayed(
      KernelReference reference,
      Callable<T> body,
      @Nullable Object[] arguments,
      @Nullable Object[] sent,
      @Nullable String origin,
      List<String> names) {
    this.reference = reference;
    this.body = body;
    this.arguments = arguments;
    this.sent = sent;
    this.origin = origin;
    this.names = names;
  }

  /** A call of {@code f}. */
  public static <R extends @Nullable Object> Delayed<R> delayed(Call0<R> f) {
    return new Delayed<>(KernelReference.of(f), f::call);
  }

  /** A call of {@code f} with one argument. */
  public static <A extends @Nullable Object, R extends @Nullable Object> Delayed<R> delayed(
      Call1<A, R> f, A a) {
    return new Delayed<>(KernelReference.of(f), () -> f.call(a), a);
  }

  /** A call of {@code f} with two arguments. */
  public static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      Delayed<R> delayed(Call2<A, B, R> f, A a, B b) {
    return new Delayed<>(KernelReference.of(f), () -> f.call(a, b), a, b);
  }

  /** A call of {@code f} with three arguments. */
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      Delayed<R> delayed(Call3<A, B, C, R> f, A a, B b, C c) {
    return new Delayed<>(KernelReference.of(f), () -> f.call(a, b, c), a, b, c);
  }

  /** A call of {@code f} with four arguments. */
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      Delayed<R> delayed(Call4<A, B, C, D, R> f, A a, B b, C c, D d) {
    return new Delayed<>(KernelReference.of(f), () -> f.call(a, b, c, d), a, b, c, d);
  }

  /** A call of a kernel found by name. The arguments must have the types of its parameters. */
  public static Delayed<@Nullable Object> of(KernelMethod kernel, @Nullable Object... arguments) {
    return new Delayed<>(KernelReference.of(kernel), () -> kernel.invoke(arguments), arguments);
  }

  /** A call that always fails, for a task that a worker cannot read. */
  public static Delayed<@Nullable Object> failing(String kernelName, FanfareException why) {
    return recorded(kernelName, List.of(), why);
  }

  /**
   * A call that is known only from its record and always fails, because its kernel cannot be called with these arguments
   * in this process.
   */
  public static Delayed<@Nullable Object> recorded(
      String kernelName, List<?> arguments, FanfareException why) {
    Callable<@Nullable Object> body = () -> {
      throw why;
    };
    return new Delayed<>(KernelReference.unusable(kernelName, why), body, arguments.toArray());
  }

  /**
   * The same call, and where it comes from, such as a file and an offset. The origin appears in
   * outcomes and errors; the kernel does not see it.
   */
  public Delayed<T> from(String origin) {
    return new Delayed<>(reference, body, arguments, sent, origin, names);
  }

  /**
   * The same call, whose arguments the caller gave by these names, in order; empty if by none. The names appear in
   * results; the kernel does not see them.
   *
   * @throws IllegalArgumentException if there are names, but not as many as arguments
   */
  public Delayed<T> named(List<String> names) {
    if (!names.isEmpty() && names.size() != arguments.length) {
      throw new IllegalArgumentException(
          "names must be as many as arguments, got: " + names.size() + " for " + arguments.length);
    }
    return new Delayed<>(reference, body, arguments, sent, origin, List.copyOf(names));
  }

  /** The names by which the caller gave the arguments, in order; empty if it did not. */
  public List<String> names() {
    return names;
  }

  /** Where the call comes from; null if that is not known. */
  public @Nullable String origin() {
    return origin;
  }

  /** Makes the call on this thread. Exceptions of the kernel are thrown unchanged. */
  public T call() throws Exception {
    return body.call();
  }

  /**
   * The kernel.
   *
   * @throws NotAKernelException if this is a lambda or not a kernel, which can run only in this JVM
   */
  public KernelMethod kernel() {
    return reference.kernel();
  }

  /** Whether this calls a kernel that this process has; otherwise, {@link #kernel} throws. */
  public boolean hasKernel() {
    return reference.isKernel();
  }

  boolean isCallOf(KernelMethod kernel) {
    return reference.isTo(kernel);
  }

  /** The kernel's short name, or a description if this is not a kernel. */
  public String name() {
    return reference.name();
  }

  /** The type of the result with its type arguments; {@code Object} if this is not a kernel. */
  public Type returnType() {
    return reference.returnType();
  }

  /** Whether the kernel is thread-safe; true if this is not a kernel. */
  public boolean threadSafe() {
    return reference.threadSafe();
  }

  /**
   * Whether the call may run twice, although only one result counts; true if this is not a kernel.
   */
  public boolean repeatable() {
    return reference.repeatable();
  }

  /** The arguments in order; unmodifiable, elements can be null. */
  public List<@Nullable Object> arguments() {
    return Collections.unmodifiableList(Arrays.asList(arguments));
  }

  /** The arguments as they travel: large ones can be {@link Shared} although the caller's are not. */
  public List<@Nullable Object> sent() {
    return Collections.unmodifiableList(Arrays.asList(sent));
  }

  /** The same call, whose arguments travel as these. */
  public Delayed<T> sending(List<? extends @Nullable Object> inPlace) {
    return new Delayed<>(reference, body, arguments, inPlace.toArray(), origin, names);
  }

  /** The call as text, with long arguments shortened: {@code sum(40)}, {@code sum(40) from a.csv@80}. */
  @Override
  public String toString() {
    String call = name() + "(" + Excerpt.of(arguments, MOST_CHARACTERS) + ")";
    return origin == null ? call : call + " from " + origin;
  }
}
