package dev.fanfare.local;

import dev.fanfare.kernel.FanfareException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The class path of a worker: first the jars that every worker needs, in a fixed order, then the function's own.
 *
 * <p>A {@link ClassArchive} can only contain classes of the fixed beginning. The runtime interface client and this module both have a
 * class {@code NativeClient}, one calling C and one in pure Java; {@code nativeClient} decides which comes first.
 *
 * @param leading the fixed beginning
 * @param rest the function's own entries that are not in the beginning
 */
record WorkerClassPath(List<Path> leading, List<Path> rest) {

  /**
   * A system property: the class path with the kernels, if it is not this JVM's. A short one saves each worker the time to open the
   * orchestrator's jars.
   */
  private static final String OWN = "fanfare.worker.classpath";

  private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
  private static final List<String> FUNCTIONS_AND_JSON =
      List.of("dev.fanfare.kernel.Kernel", "com.google.gson.Gson");
  private static final List<String> RUNTIME = List.of(
      "com.amazonaws.services.lambda.runtime.Context",
      CLIENT,
      "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer",
      "software.amazon.awssdk.utilslite.SdkInternalThreadLocal");

  WorkerClassPath {
    leading = List.copyOf(leading);
    rest = List.copyOf(rest);
  }

  /**
   * The class path of a worker.
   *
   * @param function the function's own entries
   * @param nativeClient whether the runtime interface client's {@code NativeClient} comes first, or else this module's
   */
  static WorkerClassPath of(List<Path> function, boolean nativeClient) {
    Set<Path> leading = new LinkedHashSet<>();
    FUNCTIONS_AND_JSON.forEach(name -> leading.add(home(name)));
    Path here = home(WorkerMain.class.getName());
    if (!nativeClient) {
      leading.add(here);
    }
    RUNTIME.forEach(name -> leading.add(home(name)));
    leading.add(here);
    return new WorkerClassPath(
        List.copyOf(leading),
        function.stream().filter(path -> !leading.contains(path)).toList());
  }

  /** The class path with the kernels: absolute, wildcards expanded. */
  static List<Path> ofThisJvm() {
    return entries(System.getProperty(OWN, System.getProperty("java.class.path")));
  }

  // As Java reads it: an empty entry is the current folder.
  static List<Path> entries(String classPath) {
    return classPath.isEmpty()
        ? List.of()
        : Stream.of(classPath.split(File.pathSeparator, -1))
            .flatMap(WorkerClassPath::expand)
            .map(path -> path.toAbsolutePath().normalize())
            .distinct()
            .toList();
  }

  /** The jar of the runtime interface client. */
  static Path clientJar() {
    return home(CLIENT);
  }

  /** All entries, in order. */
  List<Path> all() {
    List<Path> all = new ArrayList<>(leading);
    all.addAll(rest);
    return all;
  }

  /** The value of the option {@code -cp}. */
  static String joined(List<Path> paths) {
    return String.join(File.pathSeparator, paths.stream().map(Path::toString).toList());
  }

  private static Stream<Path> expand(String entry) {
    if (!entry.endsWith("*")) {
      return Stream.of(Path.of(entry));
    }
    Path folder = Path.of(entry.substring(0, entry.length() - 1));
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(WorkerClassPath::isJar).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the class path's " + entry, e);
    }
  }

  static boolean isJar(Path path) {
    return path.toString().endsWith(".jar") && Files.isRegularFile(path);
  }

  /** The jar or folder that a class comes from. */
  private static Path home(String className) {
    try {
      CodeSource source = Class.forName(
              className, /* initialize= */ false, WorkerClassPath.class.getClassLoader())
          .getProtectionDomain()
          .getCodeSource();
      return Path.of(source.getLocation().toURI()).toAbsolutePath().normalize();
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new FanfareException("cannot find the jar of " + className + " for the workers", e);
    }
  }
}
