package dev.fanfare.kernel;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Explains why no kernel has a certain name, and what to do about it. Stateless. */
final class UnknownName {

  private UnknownName() {}

  static UnknownKernelException explained(String name) {
    if (name.length() > Nearest.MOST_CHARACTERS) {
      return new UnknownKernelException(Excerpt.of(name, 50), ownKernels(), null);
    }
    int colons = name.indexOf("::");
    return colons < 0
        ? shortName(name)
        : fullName(name, name.substring(0, colons), name.substring(colons + 2));
  }

  private static UnknownKernelException shortName(String name) {
    Optional<String> renamed = Kernels.listed().stream()
        .filter(kernel -> kernel.methodName().equals(name))
        .map(KernelMethod::shortName)
        .findFirst();
    if (renamed.isPresent()) {
      return new UnknownKernelException(name, ": that is the name of its method", renamed.get());
    }
    Optional<String> nearest =
        Nearest.to(name, Kernels.listed().stream().map(KernelMethod::shortName).toList());
    return new UnknownKernelException(
        name, nearest.isPresent() ? "" : ownKernels(), nearest.orElse(null));
  }

  private static String ownKernels() {
    List<String> misleading = Kernels.misleadingLines();
    return "; 'fanfare kernels' lists the known ones; to add your own, name the jar in"
        + " FANFARE_CLASSPATH and list the class in the jar's " + Kernels.INDEX
        + ", or use a full name such as com.acme.Risk::price"
        + (misleading.isEmpty() ? "" : " (" + String.join("; ", misleading) + ")");
  }

  private static UnknownKernelException fullName(String name, String className, String member) {
    try {
      Method[] methods = Kernels.classNamed(className).getDeclaredMethods();
      List<Method> named = Arrays.stream(methods)
          .filter(method -> method.getName().equals(member))
          .toList();
      return named.isEmpty()
          ? noMethod(name, methods, member)
          : new UnknownKernelException(name, ": " + flaw(named), null);
    } catch (ClassNotFoundException e) {
      String why = ": class " + Excerpt.of(className, UnknownKernelException.MOST_QUOTED)
          + " is not on the class path; name its jar in FANFARE_CLASSPATH";
      return new UnknownKernelException(
          name, why, nearest(name, Kernels.listed().stream()).orElse(null));
    } catch (LinkageError e) {
      return new UnknownKernelException(name, ": its class cannot be loaded: " + e, null);
    }
  }

  private static UnknownKernelException noMethod(String name, Method[] methods, String member) {
    List<KernelMethod> kernels = Kernels.among(methods);
    Optional<String> nearest = kernels.stream()
        .filter(kernel -> kernel.shortName().equals(member))
        .findFirst()
        .map(KernelMethod::name)
        .or(() -> nearest(name, Stream.concat(kernels.stream(), Kernels.listed().stream())));
    return new UnknownKernelException(
        name, ": its class has no method of that name", nearest.orElse(null));
  }

  private static String flaw(List<Method> named) {
    return named.stream().noneMatch(method -> method.isAnnotationPresent(Kernel.class))
        ? "the method is not marked @Kernel"
        : "a @Kernel method must be public and static, in a public class";
  }

  private static Optional<String> nearest(String name, Stream<KernelMethod> kernels) {
    return Nearest.to(name, kernels.map(KernelMethod::name).toList());
  }
}
