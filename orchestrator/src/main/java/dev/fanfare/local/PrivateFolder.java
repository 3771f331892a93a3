package dev.fanfare.local;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Folders that only their owner can use, if the file system has owners. Stateless. */
final class PrivateFolder {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFolder() {}

  /** Makes the folder and those above it, unless it is there; then it stays as it is. */
  static void make(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          POSIX
              ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ALONE)}
              : new FileAttribute<?>[0]);
    }
  }

  /** Creates the folder, or removes the permissions of others; fails if it belongs to another user. */
  static void claim(Path folder) throws IOException {
    make(folder);
    if (POSIX) {
      Files.setPosixFilePermissions(folder, OWNER_ALONE);
    }
  }
}
