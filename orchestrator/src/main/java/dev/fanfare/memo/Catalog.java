package dev.fanfare.memo;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * What was merged. It is replaced as a whole, and only if it is still the one that was read.
 *
 * @param id differs in each catalog, so that none is mistaken for an earlier one
 * @param segments names of the segments whose entries are in the shards
 * @param shards names of the indexes of all entries of the segments, by the first hexadecimal digit of the key; an
 *     empty name if there is none for that digit. An empty list if there are no shards
 * @param dropped names of objects in the log that were merged or removed, and may still be there
 * @param crc32 of the others, so that no damaged name is looked for
 */
record Catalog(
    String id, List<String> segments, List<String> shards, List<String> dropped, String crc32) {

  static final int SHARDS = 16;

  static final Catalog EMPTY = of("", List.of(), List.of(), List.of());

  Catalog {
    segments = List.copyOf(segments);
    shards = List.copyOf(shards);
    dropped = List.copyOf(dropped);
    if (!crc32.equals(checksum(id, segments, shards, dropped))) {
      throw new IllegalArgumentException("its checksum is wrong");
    }
  }

  static Catalog of(String id, List<String> segments, List<String> shards, List<String> dropped) {
    return new Catalog(id, segments, shards, dropped, checksum(id, segments, shards, dropped));
  }

  private static String checksum(
      String id, List<String> segments, List<String> shards, List<String> dropped) {
    String text = String.join(" ", id, segments.toString(), shards.toString(), dropped.toString());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().toHexDigits(Checksum.of(bytes, 0, bytes.length));
  }
}
