package dev.fanfare.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest SHA-256, which every Java has. Stateless. */
public final class Sha256 {

  // Cloned for each digest, which is cheaper than to look one up.
  private static final MessageDigest EMPTY = empty();

  private Sha256() {}

  /** The 32 bytes of the content's digest. */
  public static byte[] of(byte[] content) {
    try {
      return ((MessageDigest) EMPTY.clone()).digest(content);
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** The digest of the content as 64 hexadecimal digits. */
  public static String hex(byte[] content) {
    return HexFormat.of().formatHex(of(content));
  }

  /** A digest that takes its content in parts. */
  public static MessageDigest inParts() {
    return empty();
  }

  private static MessageDigest empty() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
