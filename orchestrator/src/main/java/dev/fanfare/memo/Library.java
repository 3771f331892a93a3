package dev.fanfare.memo;

import dev.fanfare.kernel.FanfareException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A jar that is not the user's own code. It counts as a whole.
 *
 * @param jar its address, such as {@code file:/home/me/lib/commons-math3-3.6.1.jar}
 */
record Library(String jar) {

  private static final int BUFFER_BYTES = 1 << 16;

  /** The name of its file. */
  String name() {
    return jar.substring(Math.max(jar.lastIndexOf('/'), jar.lastIndexOf('!')) + 1);
  }

  /** The SHA-256 of its bytes: 64 hexadecimal digits. */
  String digest() {
    try (InputStream in = URI.create(jar).toURL().openStream()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new FanfareException("cannot read the library " + jar + ": " + e, e);
    }
  }
}
