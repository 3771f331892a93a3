package dev.fanfare.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Checks the user's part of the class path, because Java silently ignores missing files and files
 * that are not jars.
 */
final class OwnClassPath {

  private static final String VARIABLE = "FANFARE_CLASSPATH";

  private OwnClassPath() {}

  /**
   * Checks that each entry of a class path is a readable folder, a jar, or {@code folder/*}.
   *
   * @throws IllegalArgumentException if one is not
   */
  static void check(String classPath) {
    for (String entry : classPath.split(Pattern.quote(File.pathSeparator), -1)) {
      String problem = problem(entry);
      if (problem != null) {
        throw new IllegalArgumentException(
            VARIABLE + " must name readable jars and folders, got: " + entry + ": " + problem);
      }
    }
  }

  private static @Nullable String problem(String entry) {
    try {
      boolean wildcard = entry.equals("*") || entry.endsWith("/*");
      Path path = Path.of(wildcard ? entry.substring(0, entry.length() - 1) : entry);
      if (Files.isDirectory(path)) {
        return Files.isReadable(path) ? null : "permission denied";
      }
      return wildcard ? "no such folder" : problem(path);
    } catch (InvalidPathException e) {
      return e.getReason();
    }
  }

  private static @Nullable String problem(Path jar) {
    if (!Files.exists(jar)) {
      return "no such file";
    }
    if (!Files.isReadable(jar)) {
      return "permission denied";
    }
    try (ZipFile opened = new ZipFile(jar.toFile())) {
      return opened.size() == 0 ? "it is empty" : null;
    } catch (IOException e) {
      return "not a jar: " + e.getMessage();
    }
  }

  /** Checks the class path of this process. */
  static void check() {
    check(System.getenv().getOrDefault(VARIABLE, ""));
  }
}
