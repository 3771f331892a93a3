package dev.fanfare.dump;

import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.wire.Codec;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link Dump} has written. Stateless and thread-safe.
 *
 * <p>The compression is recognized by the first bytes, not by the name. A dump that is damaged, incomplete, or of a newer
 * version of the format is refused, and so is one that does not fit the type, which should be the type it was dumped as. Only
 * that type decides which classes are instantiated, so a dump from a stranger runs no code of theirs.
 *
 * <p>A dump states its size after decompression. By default it may be as large as the heap, and above 256 MB at most 1,000
 * times the size of the file, so that a decompression bomb is refused; {@code maxBytes} replaces both rules.
 *
 * <p>All methods throw {@link DumpException} if the file cannot be read or is refused, and {@link dev.fanfare.StoreException}
 * if S3 refuses.
 */
public final class Load {

  private static final int BUFFER_BYTES = 64 * 1024;

  private Load() {}

  /** Reads a value from a file. */
  public static <T> T from(Path file, Class<T> type) {
    return from(file, (Type) type);
  }

  /**
   * Reads a value from a file.
   *
   * @param type the type that the caller expects as {@code T}, such as {@code new TypeToken<List<Quote>>() {}.getType()} with
   *     Gson's TypeToken
   */
  @SuppressWarnings(
      "TypeParameterUnusedInFormals") // As in Gson: there is no class of a generic type.
  public static <T> T from(Path file, Type type) {
    return from(new Place.InFile(file), type, null);
  }

  /** Reads a value of at most {@code maxBytes} bytes after decompression from a file. */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  public static <T> T from(Path file, Type type, long maxBytes) {
    return from(new Place.InFile(file), type, maxBytes);
  }

  /** Reads a value from a path or {@code s3://bucket/key}. */
  public static <T> T from(String place, Class<T> type) {
    return from(place, (Type) type);
  }

  /** Reads a value from a path or {@code s3://bucket/key}, as {@link #from(Path, Type)} does from a file. */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  public static <T> T from(String place, Type type) {
    return from(Place.parse(place), type, null);
  }

  /** Reads a value of at most {@code maxBytes} bytes after decompression from a path or {@code s3://bucket/key}. */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  public static <T> T from(String place, Type type, long maxBytes) {
    return from(Place.parse(place), type, maxBytes);
  }

  /**
   * Maps an array into memory: nothing is read before it is used, and processes that map the same file share the memory.
   * The file must be an uncompressed dump of a primitive array, of at most 2 GB.
   *
   * <p>Only the head of the dump is verified; {@link #from} verifies the content as well.
   */
  public static MappedArray mapped(Path file) {
    return map(file, 0, null);
  }

  /** Maps the elements {@code from} (inclusive) to {@code to} (exclusive) of an array that may be larger than 2 GB. */
  public static MappedArray mapped(Path file, int from, int to) {
    return map(file, from, to);
  }

  private static MappedArray map(Path file, int from, @Nullable Integer to) {
    try {
      return new Place.InFile(file).read(dump -> MappedArray.of(dump, from, to));
    } catch (IOException e) {
      throw new DumpException("cannot map " + file + ": " + Refusal.ofReading(e), e);
    }
  }

  @SuppressWarnings("TypeParameterUnusedInFormals")
  private static <T> T from(Place place, Type type, @Nullable Long maxBytes) {
    if (maxBytes != null && maxBytes <= 0) {
      throw new IllegalArgumentException("maxBytes must be positive, got: " + maxBytes);
    }
    return value(place, content(place, maxBytes), type);
  }

  private static Content content(Place place, @Nullable Long maxBytes) {
    try {
      return place.read(file -> read(file, new Limit(Files.size(file), maxBytes)));
    } catch (IOException e) {
      throw new DumpException("cannot load " + place + ": " + Refusal.ofReading(e), e);
    }
  }

  private static Content read(Path file, Limit limit) throws IOException {
    if (!Files.isReadable(file)) {
      throw new Refusal("permission denied");
    }
    // A stream, because an interrupt does not close it.
    try (InputStream in =
        new BufferedInputStream(new FileInputStream(file.toFile()), BUFFER_BYTES)) {
      in.mark(Method.BEGINNING_BYTES);
      Method method = Method.of(in.readNBytes(Method.BEGINNING_BYTES));
      in.reset();
      try (InputStream unpacked = method.unpack(in)) {
        return Content.read(unpacked, limit);
      }
    }
  }

  @SuppressWarnings({"TypeParameterUnusedInFormals", "unchecked"}) // The type is that of T.
  private static <T> T value(Place place, Content content, Type type) {
    try {
      return (T) Codec.attach(content.value(), type);
    } catch (MalformedMessageException e) {
      throw new DumpException(
          "cannot load " + place + " as " + type.getTypeName() + ": "
              + (isArray(type) ? "" : e.getMessage() + "; ") + "it was dumped as "
              + content.type(),
          e);
    }
  }

  /** Whether nothing but another type can be wrong. */
  private static boolean isArray(Type type) {
    return type instanceof Class<?> raw
        && raw.isArray()
        && raw.getComponentType().isPrimitive();
  }
}
