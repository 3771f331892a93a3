package dev.fanfare.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A file of a new {@link Project}.
 *
 * @param resource its text, with placeholders
 * @param path in the project, with placeholders
 * @param executable whether it is a script
 */
record ProjectFile(String resource, String path, boolean executable) {

  static ProjectFile at(String path, String resource) {
    return new ProjectFile(resource, path, false);
  }

  /** At the project's top level. */
  static ProjectFile atTop(String resource) {
    return at(resource, resource);
  }

  static ProjectFile script(String resource) {
    return new ProjectFile(resource, resource, true);
  }

  void writeTo(Path folder, Project project) throws IOException {
    Path file = folder.resolve(project.fill(path));
    Files.createDirectories(file.getParent());
    Files.writeString(file, project.fill(text()));
    if (executable && !file.toFile().setExecutable(true, /* ownerOnly= */ false)) {
      throw new IOException("cannot make " + file + " executable");
    }
  }

  private String text() throws IOException {
    try (InputStream in = ProjectFile.class.getResourceAsStream("project/" + resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
