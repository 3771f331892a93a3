package dev.fanfare.memo;

import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.Kernel;
import dev.fanfare.wire.Sha256;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a kernel's result depends on besides its arguments. Immutable and thread-safe.
 *
 * @param digest the SHA-256 of the parts: 64 hexadecimal digits
 * @param parts the digest of each class by its name, and of each library by the name of its jar; or
 *     only the version, by the name {@value #VERSION}; unmodifiable
 * @param readsContext whether the code mentions {@link dev.fanfare.kernel.TaskContext}, so that the
 *     result can depend on the task's index, level or seed; true if the code cannot be read
 */
public record Code(String digest, SortedMap<String, String> parts, boolean readsContext) {

  /** The name of the part that is a version. No class and no jar has it. */
  static final String VERSION = "@Kernel(version)";

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  public Code {
    if (!DIGEST.matcher(digest).matches()) {
      throw new IllegalArgumentException(
          "digest must be 64 hexadecimal digits in lower case, got: " + digest);
    }
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /**
   * The code of a kernel. Its bytecode is read once per JVM.
   *
   * @throws FanfareException if the key needs the bytecode, and it cannot be read
   */
  public static Code of(Method kernel, CodePolicy policy) {
    String version = version(kernel);
    return switch (policy) {
      case TRACKED -> version.isEmpty() ? tracked(kernel) : versioned(kernel, version);
      case VERSION -> versioned(kernel, version);
      case IGNORE -> of(new TreeMap<>(), readsContext(kernel));
    };
  }

  private static String version(Method kernel) {
    Kernel annotation = kernel.getAnnotation(Kernel.class);
    return annotation == null ? "" : annotation.version();
  }

  private static Code tracked(Method kernel) {
    ClassClosure closure = ClassClosure.of(kernel);
    return of(closure.parts(), closure.readsContext());
  }

  private static Code versioned(Method kernel, String version) {
    return of(new TreeMap<>(Collections.singletonMap(VERSION, version)), readsContext(kernel));
  }

  // The seed is an input, not code: it counts under each policy.
  private static boolean readsContext(Method kernel) {
    try {
      return ClassClosure.of(kernel).readsContext();
    } catch (FanfareException e) {
      return true;
    }
  }

  private static Code of(SortedMap<String, String> parts, boolean readsContext) {
    StringBuilder text = new StringBuilder();
    parts.forEach(
        (name, digest) -> text.append(name).append('\0').append(digest).append('\n'));
    String digest = Sha256.hex(text.toString().getBytes(StandardCharsets.UTF_8));
    return new Code(digest, parts, readsContext);
  }
}
