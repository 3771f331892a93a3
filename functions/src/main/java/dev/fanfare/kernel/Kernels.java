package dev.fanfare.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds kernels by name. A full name, such as {@code com.acme.Risk::price}, is looked up in its
 * class; a short name in the classes listed in {@value #INDEX} files on the class path, one class
 * name per line. Thread-safe.
 *
 * <p>Names can come from untrusted job lists: lookup does not initialize classes and finds only
 * methods marked with {@link Kernel}.
 */
public final class Kernels {

  /** The resource that lists classes with kernels. Each jar can contain one. */
  public static final String INDEX = "META-INF/fanfare/kernels";

  private static final Map<String, KernelMethod> FOUND = new ConcurrentHashMap<>();

  private Kernels() {}

  /**
   * The kernel with that short or full name.
   *
   * @throws UnknownKernelException if there is none; the message says why
   * @throws FanfareException if it ignores a parameter that it does not have
   */
  public static KernelMethod byName(String name) {
    KernelMethod known = FOUND.get(name);
    if (known != null) {
      return known;
    }
    boolean tooLong = name.length() > Nearest.MOST_CHARACTERS;
    KernelMethod found = tooLong ? null : isFull(name) ? byFullName(name) : byShortName(name);
    if (found == null) {
      throw UnknownName.explained(name);
    }
    FOUND.put(name, found.checked());
    return found;
  }

  /**
   * The kernel that a method reference names.
   *
   * @throws NotAKernelException if it is a lambda, or the method is not a kernel
   */
  public static KernelMethod of(Serializable reference) {
    return KernelReference.of(reference).kernel();
  }

  /** All kernels of the listed classes. */
  public static Collection<KernelMethod> listed() {
    return Listed.INDEX.kernels();
  }

  /** A message for each line of an index that leads to no kernel. */
  public static List<String> misleadingLines() {
    return Listed.INDEX.misleading();
  }

  private static boolean isFull(String name) {
    return name.contains("::");
  }

  private static @Nullable KernelMethod byShortName(String name) {
    List<KernelMethod> named =
        listed().stream().filter(kernel -> kernel.shortName().equals(name)).toList();
    if (named.size() > 1) {
      throw new FanfareException("kernel name '" + name + "' is ambiguous, use a full name: "
          + named.stream().map(KernelMethod::name).collect(Collectors.joining(", ")));
    }
    return named.isEmpty() ? null : named.get(0);
  }

  private static @Nullable KernelMethod byFullName(String name) {
    int colons = name.indexOf("::");
    List<KernelMethod> named = kernelsOf(name.substring(0, colons)).stream()
        .filter(kernel -> kernel.name().equals(name))
        .toList();
    if (named.size() > 1) {
      throw new FanfareException(
          "kernel '" + name + "' is overloaded; the name of a kernel must be unique");
    }
    return named.isEmpty() ? null : named.get(0);
  }

  private static List<KernelMethod> kernelsOf(String className) {
    try {
      return among(classNamed(className).getDeclaredMethods());
    } catch (ClassNotFoundException | LinkageError e) {
      return List.of();
    }
  }

  /** A class that is not initialized. */
  static Class<?> classNamed(String name) throws ClassNotFoundException {
    return Class.forName(name, /* initialize= */ false, loader());
  }

  static List<KernelMethod> among(Method[] methods) {
    return Arrays.stream(methods)
        .flatMap(method -> Stream.ofNullable(KernelMethod.of(method)))
        .toList();
  }

  private static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? Kernels.class.getClassLoader() : context;
  }

  /** Read on the first lookup of a short name, so that full names never pay for it. */
  private static final class Listed {
    static final Index INDEX = Index.read();
  }

  /**
   * The contents of all indexes.
   *
   * @param kernels the kernels of all classes, in the order of the indexes
   * @param misleading a message for each line that leads to no kernel
   */
  private record Index(List<KernelMethod> kernels, List<String> misleading) {

    static Index read() {
      Index index = new Index(new ArrayList<>(), new ArrayList<>());
      try {
        Set<String> seen = new HashSet<>();
        for (URL url : Collections.list(loader().getResources(INDEX))) {
          classNames(url).stream().filter(seen::add).forEach(name -> index.add(name, url));
        }
      } catch (IOException e) {
        index.misleading.add("cannot read " + INDEX + ": " + e.getMessage());
      }
      return index;
    }

    private void add(String className, URL url) {
      List<KernelMethod> found = kernelsOf(className);
      if (found.isEmpty()) {
        misleading.add(url + " lists " + className + ", which "
            + (exists(className) ? "has no kernels" : "is not on the class path"));
      }
      found.stream().sorted(Comparator.comparing(KernelMethod::shortName)).forEach(kernels::add);
    }

    private static boolean exists(String className) {
      return loader().getResource(className.replace('.', '/') + ".class") != null;
    }

    private static List<String> classNames(URL url) throws IOException {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(url.openStream(), StandardCharsets.UTF_8))) {
        return lines
            .lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .toList();
      }
    }
  }
}
