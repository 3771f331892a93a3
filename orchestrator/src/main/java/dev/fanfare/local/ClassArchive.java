package dev.fanfare.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Classes that a worker finds loaded and linked when it starts: from JDK 25 on an AOT cache (JEP 514), before that a dynamic CDS
 * archive (JEP 350).
 *
 * <p>It covers the fixed beginning of the {@link WorkerClassPath}, for a JVM accepts an archive if its own class path begins like
 * the archive's; so one serves all functions. It is made by a worker that answers one invocation and leaves in order, once for each
 * build of the JVM and the jars. Whatever goes wrong with it, workers merely start slower. Immutable.
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

  /** Makes the archive with a worker of its own. Blocks; interrupting it is harmless. */
  void train(FunctionConfig function, WorkerCommand command) {
    Path part = file.resolveSibling(PREFIX + UUID.randomUUID() + ".part");
    try {
      record(function, command.training(jars, trainingOptions(part)));
      if (Files.exists(part)) {
        UserCache.publish(part, file);
        deleteOld();
      }
    } catch (IOException e) {
      // The next cloud tries again.
    } finally {
      part.toFile().delete();
    }
  }

  private static void record(FunctionConfig function, WorkerCommand training) throws IOException {
    try (EmbeddedLambda lambda = new EmbeddedLambda(AccessKey.random(), training, FaultPlan.NONE)) {
      String payload = function.trainingPayload().apply(lambda.endpoint());
      Invocation invocation =
          new Invocation(payload.getBytes(StandardCharsets.UTF_8), false, Misfortune.NONE);
      lambda.environments().invoke(invocation);
      invocation.result().get();
      lambda.environments().dismiss();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IOException("the training invocation has no result", e);
    }
  }

  private static List<String> trainingOptions(Path part) {
    List<String> options =
        new ArrayList<>(options(AOT ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=", part));
    options.add("-D" + WorkerMain.TRAINING + "=true");
    return options;
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

  /** Each build of the jars leaves an archive behind. */
  private void deleteOld() throws IOException {
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
}
