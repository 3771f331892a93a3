package dev.fanfare.dump;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import net.jpountz.xxhash.XXHashFactory;

/** lz4 in its frame format, by an optional library. Stateless. */
final class Lz4 {

  /** The first level that searches for the longest match. */
  private static final int FIRST_HIGH_LEVEL = 3;

  private Lz4() {}

  static OutputStream pack(OutputStream out, int level) throws IOException {
    LZ4Factory lz4 = LZ4Factory.fastestInstance();
    LZ4Compressor compressor =
        level < FIRST_HIGH_LEVEL ? lz4.fastCompressor() : lz4.highCompressor(level);
    return new LZ4FrameOutputStream(
        out,
        BLOCKSIZE.SIZE_256KB,
        -1,
        compressor,
        XXHashFactory.fastestInstance().hash32(),
        FLG.Bits.BLOCK_INDEPENDENCE);
  }

  static InputStream unpack(InputStream in) throws IOException {
    return new LZ4FrameInputStream(in);
  }
}
