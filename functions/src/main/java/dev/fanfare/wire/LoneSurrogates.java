package dev.fanfare.wire;

/**
 * Writes unpaired surrogates as JSON escapes, because UTF-8 cannot encode them and an encoder would write question marks. Stateless.
 */
final class LoneSurrogates {

  private LoneSurrogates() {}

  /** The same JSON, with an escape for each half that stands alone. */
  static String escape(String json) {
    StringBuilder escaped = null;
    int start = 0;
    for (int i = 0; i < json.length(); i++) {
      if (!Character.isSurrogate(json.charAt(i))) {
        continue;
      }
      if (isPair(json, i)) {
        i++;
        continue;
      }
      escaped = escaped == null ? new StringBuilder() : escaped;
      escaped.append(json, start, i).append("\\u").append(Integer.toHexString(json.charAt(i)));
      start = i + 1;
    }
    return escaped == null ? json : escaped.append(json, start, json.length()).toString();
  }

  private static boolean isPair(String text, int i) {
    return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }
}
