package dev.fanfare.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * What tells two versions of a kernel apart: the digest of the class files of its class and of the classes
 * nested in it. Classes elsewhere that it calls are not part of it, so a difference there is missed. Stateless.
 */
final class Fingerprint {

  private Fingerprint() {}

  /**
   * A kernel's fingerprint. {@link Kernel#version()} stands for the code if it is set, and Fanfare's version for the
   * code of Fanfare's own kernels, which builds with different compilers may have.
   *
   * @return empty if a class file cannot be read; then nothing is known
   */
  static String of(KernelMethod kernel) {
    Class<?> owner = kernel.method().getDeclaringClass();
    if (!kernel.version().isEmpty()) {
      return "version " + kernel.version();
    }
    return owner == SeedKernels.class ? "fanfare " + Release.VERSION : digest(owner);
  }

  private static String digest(Class<?> owner) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(owner, digest);
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException | LinkageError e) {
      return "";
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void add(Class<?> type, MessageDigest digest) throws IOException {
    String file = type.getName().substring(type.getPackageName().length()).replaceFirst("^\\.", "");
    try (InputStream in = type.getResourceAsStream(file + ".class")) {
      if (in == null) {
        throw new IOException("no class file of " + type.getName());
      }
      digest.update(in.readAllBytes());
    }
    Class<?>[] nested = type.getDeclaredClasses();
    Arrays.sort(nested, Comparator.comparing(Class::getName));
    for (Class<?> one : nested) {
      add(one, digest);
    }
  }
}
