package dev.fanfare.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The user's private cache folder: {@code fanfare} in {@code XDG_CACHE_HOME} or {@code ~/.cache}. It can be deleted at any
 * time. Its files are complete, because they are written elsewhere and then moved into place.
 */
final class UserCache {

  private UserCache() {}

  /** The folder. It is created with permissions only for its owner, because workers load code from it. */
  static Path folder() throws IOException {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path caches = xdg == null || !Path.of(xdg).isAbsolute()
        ? Path.of(System.getProperty("user.home"), ".cache")
        : Path.of(xdg);
    Path folder = caches.resolve("fanfare");
    PrivateFolder.claim(folder);
    return folder;
  }

  /** Puts a finished file in its place, atomically; of several processes that do so at once one wins, and all are content. */
  static void publish(Path finished, Path place) throws IOException {
    Files.move(
        finished, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Tells one build of a jar from another. */
  static String stamp(Path jar) throws IOException {
    return Files.size(jar) + "-" + Files.getLastModifiedTime(jar).toMillis();
  }
}
