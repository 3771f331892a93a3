package dev.fanfare.dump;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** zlib and gzip, by the JDK. Stateless. */
final class Deflate {

  private static final int BUFFER_BYTES = 64 * 1024;

  private Deflate() {}

  static OutputStream zlib(OutputStream out, int level) {
    return new DeflaterOutputStream(out, new Deflater(level), BUFFER_BYTES) {
      @Override
      public void close() throws IOException {
        try {
          super.close();
        } finally {
          def.end();
        }
      }
    };
  }

  static InputStream zlib(InputStream in) {
    return new InflaterInputStream(in, new Inflater(), BUFFER_BYTES) {
      @Override
      public int read(byte[] bytes, int from, int most) throws IOException {
        int read = super.read(bytes, from, most);
        if (read < 0 && (inf.getRemaining() > 0 || in.read() >= 0)) {
          throw Refusal.bytesAfterEnd();
        }
        return read;
      }

      @Override
      public void close() throws IOException {
        inf.end();
        super.close();
      }
    };
  }

  static OutputStream gzip(OutputStream out, int level) throws IOException {
    return new GZIPOutputStream(out, BUFFER_BYTES) {
      {
        def.setLevel(level);
      }
    };
  }

  static InputStream gzip(InputStream in) throws IOException {
    return new Gzip(new Counting(in));
  }

  /** Refuses what the JDK passes over in silence: bytes after the end. */
  private static final class Gzip extends GZIPInputStream {
    private static final int TRAILER_BYTES = 8;

    private final Counting source;
    private long filled;

    Gzip(Counting source) throws IOException {
      super(source, BUFFER_BYTES);
      this.source = source;
    }

    @Override
    protected void fill() throws IOException {
      super.fill();
      filled = source.count;
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
      int read = super.read(bytes, from, most);
      if (read < 0) {
        // Read behind the compressed bytes: the trailer, and what the JDK has looked at.
        long behind = inf.getRemaining() + source.count - filled;
        if (behind > TRAILER_BYTES || source.read() >= 0) {
          throw Refusal.bytesAfterEnd();
        }
      }
      return read;
    }
  }

  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
      int read = in.read(bytes, from, most);
      count += Math.max(0, read);
      return read;
    }
  }
}
