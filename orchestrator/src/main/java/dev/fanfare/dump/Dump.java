package dev.fanfare.dump;

import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Detached;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Writes a value to a file or to S3, to be read by {@link Load}. Stateless and thread-safe.
 *
 * <p>The value may be whatever a kernel's argument may be: numbers, strings, booleans, enums, {@code java.time}, records,
 * arrays, lists, sets and maps of them. Primitive arrays are stored as raw bytes, alone or anywhere in the value; the rest is
 * JSON. A value arrives exactly as it was, or is refused. No Java serialization is involved, and no class is named that
 * loading would instantiate.
 *
 * <p>A reader sees the old dump or the new one, never a part of it, and a failed dump changes nothing. Needs memory for one
 * chunk of an array, and for the JSON of the rest; for a record, also for a copy of its arrays, to see whether its
 * constructor keeps them. A file is not synced to disk: after a power loss, an incomplete one is refused by {@link Load}.
 *
 * <p>A place is a path or {@code s3://bucket/key}; region and credentials come from the AWS SDK's default providers. A dump
 * for S3 is first a temporary file on this machine; S3 takes up to 5 GB. Without a compression, the extension of the place
 * selects it: .z zlib, .gz gzip, .xz xz, .zst zstd, .lz4 lz4, any other none.
 *
 * <p>All methods throw {@link DumpException} if the value cannot be carried exactly or the file cannot be written, and
 * {@link dev.fanfare.StoreException} if S3 refuses.
 */
public final class Dump {

  private Dump() {}

  /**
   * Writes a value whose class tells what it is. Elements of a list, set or map must be numbers, strings, booleans, or lists
   * and maps of them; for others, declare the {@linkplain #to(Path, Object, Type, Compression) type}.
   */
  public static void to(Path file, Object value) {
    to(new Place.InFile(file), value, typeOf(value), Compression.byExtension(file.toString()));
  }

  /** Writes a value to a file with the given compression. */
  public static void to(Path file, Object value, Compression compression) {
    to(file, value, typeOf(value), compression);
  }

  /**
   * Writes a value of a declared type to a file.
   *
   * @param type such as {@code new TypeToken<List<Quote>>() {}.getType()} with Gson's TypeToken
   */
  public static void to(Path file, Object value, Type type, Compression compression) {
    to(new Place.InFile(file), value, type, compression);
  }

  /** Writes a value to a place, as {@link #to(Path, Object)} does to a file. */
  public static void to(String place, Object value) {
    to(place, value, typeOf(value), Compression.byExtension(place));
  }

  /** Writes a value to a place with the given compression. */
  public static void to(String place, Object value, Compression compression) {
    to(place, value, typeOf(value), compression);
  }

  /** Writes a value of a declared type to a place, as {@link #to(Path, Object, Type, Compression)} does to a file. */
  public static void to(String place, Object value, Type type, Compression compression) {
    to(Place.parse(place), value, type, compression);
  }

  private static void to(Place place, Object value, Type type, Compression compression) {
    Content content = new Content(type.getTypeName(), detached(place, value, type));
    try {
      place.write(out -> write(content, out, compression));
    } catch (IOException e) {
      throw new DumpException("cannot dump to " + place + ": " + Refusal.ofWriting(e), e);
    }
  }

  private static Detached detached(Place place, Object value, Type type) {
    try {
      return Codec.detach(value, type);
    } catch (MalformedMessageException e) {
      throw new DumpException(
          "cannot dump to " + place + ": the value " + e.getMessage() + hint(type), e);
    }
  }

  /** What to do if a class does not tell the types of its elements. */
  private static String hint(Type type) {
    return type instanceof Class<?> raw && raw.getTypeParameters().length > 0
        ? "; pass the type of a list, set or map: Dump.to(path, value, new TypeToken<List<Quote>>()"
            + " {}.getType(), compression)"
        : "";
  }

  private static void write(Content content, OutputStream out, Compression compression)
      throws IOException {
    try (OutputStream packed = compression.method().pack(out, compression.level())) {
      content.write(packed);
    }
  }

  /** The type that the codec knows the value's class by; of the JDK's collections, it knows the interfaces. */
  private static Type typeOf(Object value) {
    if (value == null) {
      throw new IllegalArgumentException("value must not be null");
    }
    if (value instanceof Enum<?> constant) {
      return constant.getDeclaringClass();
    }
    if (value instanceof ZoneId && !(value instanceof ZoneOffset)) {
      return ZoneId.class;
    }
    List<Class<?>> interfaces =
        List.of(List.class, SortedSet.class, Set.class, SortedMap.class, Map.class);
    return interfaces.stream()
        .filter(type -> type.isInstance(value))
        .findFirst()
        .orElse(value.getClass());
  }
}
