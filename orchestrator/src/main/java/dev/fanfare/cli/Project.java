package dev.fanfare.cli;

import dev.fanfare.Version;
import dev.fanfare.kernel.Excerpt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * A new project with a kernel of the user's own: the resources in {@code project}, with its name filled in.
 *
 * @param name of the project, its folder and its stack; the names of functions on Lambda begin with it
 */
record Project(String name) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** A function's name has at most 64 characters, and '-worker-1' is one. */
  private static final int LONGEST_NAME = 50;

  private static final String MAIN = "src/main/java/com/example/{{package}}/";
  private static final String TEST = "src/test/java/com/example/{{package}}/";

  private static final List<ProjectFile> FILES = List.of(
      ProjectFile.atTop("pom.xml"),
      ProjectFile.atTop("template.yaml"),
      ProjectFile.atTop("Makefile"),
      ProjectFile.atTop("jobs.jsonl"),
      ProjectFile.atTop("README.md"),
      ProjectFile.at(".gitignore", "gitignore"),
      ProjectFile.script("mvnw"),
      ProjectFile.atTop("mvnw.cmd"),
      ProjectFile.at(".mvn/wrapper/maven-wrapper.properties", "maven-wrapper.properties"),
      ProjectFile.at(MAIN + "Pricing.java", "Pricing.java"),
      ProjectFile.at(MAIN + "Option.java", "Option.java"),
      ProjectFile.at(MAIN + "Quote.java", "Quote.java"),
      ProjectFile.at(MAIN + "Main.java", "Main.java"),
      ProjectFile.at(TEST + "PricingTest.java", "PricingTest.java"));

  Project {
    if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "NAME must be lower-case letters, digits and single '-', begin with a letter, and have at most "
              + LONGEST_NAME + " characters, got: " + Excerpt.of(name, LONGEST_NAME));
    }
    if (SourceVersion.isKeyword(packageName(name))) {
      throw new IllegalArgumentException(
          "NAME must not be a word of the Java language, got: " + name);
    }
  }

  /**
   * Creates the project's folder. It is there with all files or, if anything fails, not at all.
   *
   * @param parent where the folder is created
   * @return the folder
   * @throws IllegalArgumentException if there is something by that name that is not an empty folder; nothing is changed
   */
  Path createIn(Path parent) {
    Path folder = parent.resolve(name);
    refuseWhatIsThere(folder);
    Path draft = parent.resolve("." + name + "-" + ProcessHandle.current().pid());
    try {
      Files.createDirectory(draft);
      try {
        for (ProjectFile file : FILES) {
          file.writeTo(draft, this);
        }
        // Fails if somebody has put something into the folder meanwhile.
        Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(draft);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + folder + ": " + e, e);
    }
    return folder;
  }

  private static void refuseWhatIsThere(Path folder) {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new IllegalArgumentException(folder + " exists and is not a folder");
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new IllegalArgumentException(folder + " exists and is not empty");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder + ": " + e, e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** A text of a resource with this project's name, package and version of Fanfare. */
  String fill(String text) {
    return text.replace("{{name}}", name)
        .replace("{{package}}", packageName(name))
        .replace("{{version}}", Version.FANFARE);
  }

  private static String packageName(String name) {
    return name.replace("-", "");
  }
}
