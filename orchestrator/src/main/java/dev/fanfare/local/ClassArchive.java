package dev.fanfare.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Classes that a worker finds loaded and linked when it starts: from JDK 25 on an AOT cache (JEP 514), before that a dynamic CDS
 * archive (JEP 350).
 *
 * <p>It covers the fixed beginning of the {@link WorkerClassPath}, for a JVM accepts an archive if its own class path begins like
 * the archive's; so one serves all functions. It is made once for each build of the JVM and the jars; see {@link Training}. Immutable.
 */
final class ClassArchive {

  private static final String PREFIX = "classes-";
  private static final boolean AOT = Runtime.version().feature() >= 25;
  private static final Duration KEPT = Duration.ofDays(30);

  private final List<Path> jars;
  private final Path file;

  private ClassArchive(List<Path> jars, Path file) {
    this.jars = jars;
    this.file = file;
  }

  /**
   * The archive for these jars, made or not; empty if there can be none, because an archive is made of jars alone, or because the
   * handler, which the training runs, is not in them.
   */
  static Optional<ClassArchive> of(List<Path> jars, String handler, Path cache) {
    try {
      return jars.stream().allMatch(WorkerClassPath::isJar) && contains(jars, handler)
          ? Optional.of(new ClassArchive(jars, cache.resolve(PREFIX + key(jars))))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  boolean exists() {
    return Files.exists(file);
  }

  /** The JVM's options to start with the archive; none while there is no archive. A JVM that cannot use it does without, silently. */
  List<String> options() {
    return exists() ? options(AOT ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=", file) : List.of();
  }

  /** The jars that it is of: the class path of the JVM that makes it. */
  List<Path> jars() {
    return jars;
  }

  /** A new name for an archive that is being made, beside the place of the finished one. */
  Path part() {
    return file.resolveSibling(PREFIX + UUID.randomUUID() + ".part");
  }

  /** The options of a JVM that makes an archive when it ends. */
  static List<String> making(Path part) {
    return options(AOT ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=", part);
  }

  /** Moves a finished archive into place, and deletes old ones: each build of the jars leaves one. */
  void publish(Path part) throws IOException {
    if (Files.size(part) == 0) {
      throw new IOException("the JVM has not made an archive");
    }
    UserCache.publish(part, file);
    Instant limit = Instant.now().minus(KEPT);
    try (Stream<Path> files = Files.list(file.resolveSibling(""))) {
      files
          .filter(other -> other.getFileName().toString().startsWith(PREFIX))
          .filter(other -> Instant.ofEpochMilli(other.toFile().lastModified()).isBefore(limit))
          .forEach(other -> other.toFile().delete());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Deletes what is left of an archive that is not published, with the file that JDK 25 writes beside it. */
  static void discard(Path part) {
    part.toFile().delete();
    part.resolveSibling(part.getFileName() + ".config").toFile().delete();
  }

  private static List<String> options(String option, Path file) {
    return AOT
        ? List.of(option + file, "-Xlog:cds*=off", "-Xlog:aot*=off")
        : List.of(option + file, "-Xlog:cds*=off");
  }

  private static boolean contains(List<Path> jars, String handler) throws IOException {
    String entry = handler.replaceFirst("::.*", "").replace('.', '/') + ".class";
    for (Path jar : jars) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        if (zip.getEntry(entry) != null) {
          return true;
        }
      }
    }
    return false;
  }

  /** A JVM accepts an archive of the same build of itself and of the same jars at the same places, and no other. */
  private static String key(List<Path> jars) throws IOException {
    StringBuilder all = new StringBuilder(System.getProperty("java.vm.version"))
        .append(System.getProperty("java.home"));
    for (Path jar : jars) {
      all.append('\n').append(jar).append(' ').append(UserCache.stamp(jar));
    }
    return UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8))
        .toString();
  }
}
