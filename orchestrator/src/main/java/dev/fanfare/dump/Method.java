package dev.fanfare.dump;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A method of compression. Each library is touched by one class only, so that the others work
 * without it.
 */
enum Method {
  NONE("", 0, 0, "", "") {
    @Override
    boolean begins(byte[] dump) {
      return false;
    }
  },
  ZLIB(".z", 3, 9, "", "") {
    /** The two bytes are a multiple of 31; the first stands for 'deflate' and a window of 32 KB. */
    @Override
    boolean begins(byte[] dump) {
      return dump.length >= 2
          && dump[0] == 0x78
          && (dump[0] * 256 + Byte.toUnsignedInt(dump[1])) % 31 == 0;
    }
  },
  GZIP(".gz", 3, 9, "", "\u001f\u008b"),
  XZ(".xz", 3, 9, "org.tukaani:xz", "\u00fd7zXZ\0"),
  ZSTD(".zst", 3, 19, "com.github.luben:zstd-jni", "(\u00b5/\u00fd"),
  LZ4(".lz4", 1, 12, "at.yawk.lz4:lz4-java", "\u0004\"M\u0018");

  /** As many bytes as the longest beginning has. */
  static final int BEGINNING_BYTES = 8;

  private final String extension;
  private final int usualLevel;
  private final int mostLevel;
  private final String library;
  private final String beginning;

  Method(String extension, int usualLevel, int mostLevel, String library, String beginning) {
    this.extension = extension;
    this.usualLevel = usualLevel;
    this.mostLevel = mostLevel;
    this.library = library;
    this.beginning = beginning;
  }

  String extension() {
    return extension;
  }

  int usualLevel() {
    return usualLevel;
  }

  int mostLevel() {
    return mostLevel;
  }

  /** The method that has written a dump with these first bytes; NONE if it is not compressed. */
  static Method of(byte[] dump) {
    return Arrays.stream(values())
        .filter(method -> method.begins(dump))
        .findFirst()
        .orElse(NONE);
  }

  boolean begins(byte[] dump) {
    return new String(dump, StandardCharsets.ISO_8859_1).startsWith(beginning);
  }

  /** A stream that compresses; closing it completes the dump. */
  OutputStream pack(OutputStream out, int level) throws IOException {
    try {
      return switch (this) {
        case NONE -> out;
        case ZLIB -> Deflate.zlib(out, level);
        case GZIP -> Deflate.gzip(out, level);
        case XZ -> Xz.pack(out, level);
        case ZSTD -> Zstd.pack(out, level);
        case LZ4 -> Lz4.pack(out, level);
      };
    } catch (LinkageError e) {
      throw unavailable(e);
    }
  }

  /** Reverses {@link #pack}. */
  InputStream unpack(InputStream in) throws IOException {
    try {
      return switch (this) {
        case NONE -> in;
        case ZLIB -> Deflate.zlib(in);
        case GZIP -> Deflate.gzip(in);
        case XZ -> Xz.unpack(in);
        case ZSTD -> Zstd.unpack(in);
        case LZ4 -> Lz4.unpack(in);
      };
    } catch (LinkageError e) {
      throw unavailable(e);
    }
  }

  private Refusal unavailable(LinkageError e) {
    return new Refusal(
        e.getCause() instanceof ClassNotFoundException
            ? this + " needs a library that is not on the class path: add the dependency " + library
            : library + " does not run on this machine: " + e,
        e);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
