package dev.fanfare.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The folder for what is costly to make and the same in every run, of this user alone: {@code fanfare} in {@code XDG_CACHE_HOME},
 * or in {@code ~/.cache}. What lies there is complete: it is written beside and moved into place. It may be deleted at any time.
 */
final class UserCache {

  private UserCache() {}

  /** The folder, made if need be with permissions for its owner alone, since workers load code from it. */
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
