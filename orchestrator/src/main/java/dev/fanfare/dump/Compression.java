package dev.fanfare.dump;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a dump is compressed. {@link Load} recognizes it by the first bytes of the dump. Immutable.
 *
 * <p>{@code zlib} and {@code gzip} are part of the JDK; the others need a library: {@code xz}
 * needs {@code org.tukaani:xz}, {@code zstd} needs {@code com.github.luben:zstd-jni}, {@code lz4}
 * needs {@code at.yawk.lz4:lz4-java}.
 */
public final class Compression {

  /** No compression: the only dumps that {@link Load#mapped} takes. */
  public static final Compression NONE = new Compression(Method.NONE, 0);

  private final Method method;
  private final int level;

  private Compression(Method method, int level) {
    this.method = method;
    this.level = level;
  }

  /**
   * A compression with its usual level: 3 of zlib, gzip, xz and zstd, 1 of lz4.
   *
   * @param name none, zlib, gzip, xz, zstd or lz4
   * @throws IllegalArgumentException if there is no such compression
   */
  public static Compression of(String name) {
    Method method = named(name);
    return new Compression(method, method.usualLevel());
  }

  /**
   * A compression with a level; a higher level makes a smaller dump in more time.
   *
   * @param name zlib, gzip, xz, zstd or lz4
   * @param level 1 to 9; 1 to 19 of zstd; 1 to 12 of lz4
   * @throws IllegalArgumentException if there is no such compression or level
   */
  public static Compression of(String name, int level) {
    Method method = named(name);
    if (level < 1 || level > method.mostLevel()) {
      throw new IllegalArgumentException(
          method == Method.NONE
              ? "compression 'none' has no level, got: " + level
              : "level of " + name + " must be from 1 to " + method.mostLevel() + ", got: "
                  + level);
    }
    return new Compression(method, level);
  }

  private static Method named(String name) {
    return Arrays.stream(Method.values())
        .filter(method -> method.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("compression must be one of "
            + Arrays.stream(Method.values()).map(Method::toString).collect(Collectors.joining(", "))
            + ", got: " + name));
  }

  /** The compression that the extension of a name stands for: .z, .gz, .xz, .zst or .lz4; else none. */
  static Compression byExtension(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(Method.values())
        .filter(method -> method != Method.NONE && lower.endsWith(method.extension()))
        .findFirst()
        .map(method -> new Compression(method, method.usualLevel()))
        .orElse(NONE);
  }

  Method method() {
    return method;
  }

  int level() {
    return level;
  }

  /** Its name and level, such as {@code zstd 3}. */
  @Override
  public String toString() {
    return method == Method.NONE ? method.toString() : method + " " + level;
  }
}
