package dev.fanfare.dump;

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
    return new GZIPInputStream(in, BUFFER_BYTES);
  }
}
