package dev.fanfare.kernel;

/**
 * Names the bytes of a {@link Shared} value by their content.
 *
 * @param sha256 their SHA-256, as 64 lower-case hexadecimal digits
 * @param type name of the value's type, such as {@code double[]}
 * @param bytes their number
 */
public record Blob(String sha256, String type, long bytes) {

  private static final int DIGITS = 64;

  public Blob {
    if (sha256 == null || sha256.length() != DIGITS || !sha256.chars().allMatch(Blob::isHex)) {
      throw new IllegalArgumentException(
          "sha256 must be 64 lower-case hexadecimal digits, got: " + sha256);
    }
    if (type == null || bytes < 0) {
      throw new IllegalArgumentException(
          "type must be given and bytes be 0 or more, got: " + type + ", " + bytes);
    }
  }

  private static boolean isHex(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  /** Its type, size and the beginning of its digest, for messages. */
  @Override
  public String toString() {
    return "shared " + type + " of " + bytes + " bytes (" + sha256.substring(0, 8) + ")";
  }
}
