package dev.fanfare.local;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;

/** The credentials of one embedded cloud, drawn when it starts: who does not hold them gets nothing from it. Immutable. */
record AccessKey(String id, String secret) {

  private static final SecureRandom RANDOM = new SecureRandom();

  static AccessKey random() {
    return new AccessKey("AKIA" + randomHex(8).toUpperCase(Locale.ROOT), randomHex(20));
  }

  /** That many random bytes, in lower-case hexadecimal digits. */
  static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Keeps the secret out of logs. */
  @Override
  public String toString() {
    return "AccessKey[" + id + "]";
  }
}
