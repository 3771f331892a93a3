package dev.fanfare.wire;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses objects if that saves time. The first two bytes show whether an object is compressed. Stateless.
 */
public final class Compression {

  /** Smaller objects are not compressed: their size has little effect on a request. */
  static final int PAYS_ABOVE_BYTES = 64 * 1024;

  private static final int MAGIC_1 = 0x1f;
  private static final int MAGIC_2 = 0x8b;
  private static final int BUFFER_BYTES = 16 * 1024;

  private Compression() {}

  /** The bytes compressed with gzip, or unchanged if that does not make them smaller. */
  public static byte[] pack(byte[] bytes) {
    if (bytes.length <= PAYS_ABOVE_BYTES) {
      return bytes;
    }
    byte[] packed = gzip(bytes);
    return packed.length < bytes.length ? packed : bytes;
  }

  /** Whether bytes with this beginning are compressed. */
  static boolean isPacked(byte[] bytes) {
    return bytes.length >= 2 && (bytes[0] & 0xff) == MAGIC_1 && (bytes[1] & 0xff) == MAGIC_2;
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 4);
    try (OutputStream out = new FastGzip(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /**
   * Reverses {@link #pack}. Reading more than {@code mostBytes} throws {@link IOException}, so that a small
   * object cannot fill the memory.
   */
  static InputStream unpack(InputStream in, long mostBytes) throws IOException {
    PushbackInputStream all = new PushbackInputStream(in, 2);
    byte[] first = all.readNBytes(2);
    all.unread(first);
    return new Bounded(isPacked(first) ? new GZIPInputStream(all, BUFFER_BYTES) : all, mostBytes);
  }

  /** Results are written once and read once, so speed matters more than size. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private static final class Bounded extends FilterInputStream {
    private final long mostBytes;
    private long left;

    Bounded(InputStream in, long mostBytes) {
      super(in);
      this.mostBytes = mostBytes;
      this.left = mostBytes;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count(Math.max(0, read));
      return read;
    }

    private void count(int read) throws IOException {
      left -= read;
      if (left < 0) {
        throw new IOException("it is larger than " + mostBytes + " bytes");
      }
    }
  }
}
