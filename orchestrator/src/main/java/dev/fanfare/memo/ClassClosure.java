package dev.fanfare.memo;

import dev.fanfare.kernel.FanfareException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The code that a kernel can reach. Immutable and thread-safe.
 *
 * @param parts the digest of each class by its name, and of each library by the name of its jar
 * @param readsContext whether the code mentions {@link dev.fanfare.kernel.TaskContext}
 */
record ClassClosure(SortedMap<String, String> parts, boolean readsContext) {

  private static final ClassValue<Map<Method, ClassClosure>> KNOWN = new ClassValue<>() {
    @Override
    protected Map<Method, ClassClosure> computeValue(Class<?> kernels) {
      return new ConcurrentHashMap<>();
    }
  };

  /**
   * The closure of a kernel; read once per JVM.
   *
   * @throws FanfareException if a class cannot be read
   */
  static ClassClosure of(Method kernel) {
    return KNOWN.get(kernel.getDeclaringClass()).computeIfAbsent(kernel, ClassClosure::read);
  }

  private static ClassClosure read(Method kernel) {
    try (ClassFinder files = new ClassFinder(kernel.getDeclaringClass())) {
      return new ClosureWalk(files).from(kernel);
    } catch (IOException e) {
      throw new FanfareException("cannot close the jars of " + kernel + ": " + e, e);
    }
  }
}
