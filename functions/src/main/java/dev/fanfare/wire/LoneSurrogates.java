package dev.fanfare.wire;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/**
 * Writes an unpaired surrogate as a JSON escape, because UTF-8 cannot encode it and an encoder would write a question mark.
 * A pair must not be split between two calls. For one thread.
 */
final class LoneSurrogates extends FilterWriter {

  LoneSurrogates(Writer out) {
    super(out);
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    write(new String(text, offset, length), 0, length);
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    int end = offset + length;
    int start = offset;
    for (int i = offset; i < end; i++) {
      if (!Character.isSurrogate(text.charAt(i))) {
        continue;
      }
      if (isPair(text, i, end)) {
        i++;
        continue;
      }
      out.write(text, start, i - start);
      out.write("\\u" + Integer.toHexString(text.charAt(i)));
      start = i + 1;
    }
    out.write(text, start, end - start);
  }

  private static boolean isPair(String text, int i, int end) {
    return i + 1 < end && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }
}
