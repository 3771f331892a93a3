package dev.fanfare.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;

/**
 * The runtime interface client's native library, taken out of its jar once.
 *
 * <p>Left alone, each worker copies the library over the same file in {@code /tmp} while others have it mapped: of workers that
 * start together most crash. A property of the client names a library to load instead.
 */
final class NativeLibrary {

  /** The client's system property that names the library. */
  static final String PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  private NativeLibrary() {}

  /** The library's file name in the jar; empty except on Linux on x86-64 and AArch64. */
  static Optional<String> name() {
    boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux");
    return switch (linux ? System.getProperty("os.arch") : "") {
      case "amd64", "x86_64" -> Optional.of(name("x86_64", "x86_64"));
      case "aarch64" -> Optional.of(name("aarch64", "aarch_64"));
      default -> Optional.empty();
    };
  }

  private static String name(String muslArch, String arch) {
    boolean musl = Files.exists(Path.of("/lib/ld-musl-" + muslArch + ".so.1"));
    return "libaws-lambda-jni.linux" + (musl ? "_musl" : "") + "-" + arch + ".so";
  }

  /** The library as a file in the folder, copied there unless it is there already. */
  static Path extract(String name, Path clientJar, Path folder) throws IOException {
    Path library = folder.resolve(UserCache.stamp(clientJar) + "-" + name);
    if (Files.exists(library)) {
      return library;
    }
    Path part = Files.createTempFile(folder, name, ".part");
    try (FileSystem jar = FileSystems.newFileSystem(clientJar);
        InputStream content = Files.newInputStream(jar.getPath("jni", name))) {
      Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
      UserCache.publish(part, library);
    } finally {
      Files.deleteIfExists(part);
    }
    return library;
  }
}
