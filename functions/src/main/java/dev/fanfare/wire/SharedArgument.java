package dev.fanfare.wire;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.fanfare.kernel.Blob;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.Shared;
import dev.fanfare.kernel.TypeName;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A shared value as an argument of a call. It travels as its {@link Blob}:
 * {@code {"sha256":"3f5a...","type":"double[]","bytes":800}}.
 *
 * @param shared the value
 * @param type the type of the value, as the kernel declares it
 */
public record SharedArgument(Shared<?> shared, Type type) {

  private static final Set<String> NAMES = Set.of("sha256", "type", "bytes");

  /**
   * An argument of a parameter.
   *
   * @throws MalformedMessageException if the parameter does not take it
   */
  static SharedArgument of(Shared<?> shared, Type parameter) {
    Type type = valueType(parameter);
    if (type == null) {
      throw new MalformedMessageException(
          "cannot be a shared value; declare it as Shared<" + TypeName.of(parameter) + ">", null);
    }
    return new SharedArgument(shared, type);
  }

  /** The type of the shared values that a parameter takes; null if it takes none. */
  private static @Nullable Type valueType(Type parameter) {
    return isShared(parameter)
        ? Types.argument(parameter, 0)
        : PrimitiveArray.of(parameter) == null ? null : parameter;
  }

  private static boolean isShared(Type parameter) {
    return parameter == Shared.class
        || (parameter instanceof ParameterizedType generic && generic.getRawType() == Shared.class);
  }

  /** The shared arguments of a call; none if it does not call a kernel. */
  public static List<SharedArgument> of(Delayed<?> call) {
    List<@Nullable Object> sent = call.sent();
    List<SharedArgument> found = List.of();
    for (int i = 0; i < sent.size(); i++) {
      if (sent.get(i) instanceof Shared<?> shared) {
        found = found.isEmpty() ? new ArrayList<>() : found;
        found.add(of(shared, call.kernel().parameterTypes().get(i)));
      }
    }
    return found;
  }

  /** The shared arguments of a batch's tasks and initializer. */
  public static List<SharedArgument> of(Batch batch) {
    List<SharedArgument> all = new ArrayList<>();
    batch.tasks().forEach(task -> all.addAll(of(task.call())));
    Delayed<?> initializer = batch.conditions().initializer();
    if (initializer != null) {
      all.addAll(of(initializer));
    }
    return all;
  }

  /** The number of bytes of a primitive array; 0 for anything else. */
  public static long arrayBytes(@Nullable Object value) {
    PrimitiveArray layout = value == null ? null : PrimitiveArray.of(value.getClass());
    return layout == null || value == null ? 0 : (long) Array.getLength(value) * layout.width();
  }

  /** Whether the JSON of an argument names a shared value that the parameter takes. */
  static boolean isNamed(JsonElement json, Type parameter) {
    return isShared(parameter)
        ? !json.isJsonNull()
        : json instanceof JsonObject && PrimitiveArray.of(parameter) != null;
  }

  /** Reads the name of a value of another process. */
  static Shared<?> read(JsonElement json, Type parameter) {
    Type type = isShared(parameter) ? Types.argument(parameter, 0) : parameter;
    Blob blob = blob(json);
    if (!blob.type().equals(type.getTypeName())) {
      throw new MalformedMessageException(
          "cannot be read as a shared " + type.getTypeName() + ": it is a " + blob, null);
    }
    return Shared.of(blob);
  }

  // By hand: reflection on a record would cost a worker's first tasks more than their digests.
  private static Blob blob(JsonElement json) {
    if (!(json instanceof JsonObject named) || !named.keySet().equals(NAMES)) {
      throw unnamed(null);
    }
    try {
      return new Blob(
          named.get("sha256").getAsString(),
          named.get("type").getAsString(),
          named.get("bytes").getAsLong());
    } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
      throw unnamed(e);
    }
  }

  private static MalformedMessageException unnamed(@Nullable Exception cause) {
    return new MalformedMessageException(
        "cannot be read as a shared value: expected sha256, type and bytes", cause);
  }

  /** Its name as JSON. */
  JsonElement json() {
    Blob blob = blob();
    JsonObject named = new JsonObject();
    named.addProperty("sha256", blob.sha256());
    named.addProperty("type", blob.type());
    named.addProperty("bytes", blob.bytes());
    return named;
  }

  /**
   * Checks that it can travel, as far as that is quick for an array.
   *
   * @throws MalformedMessageException if it cannot
   */
  void check() {
    Object held = shared.held();
    if (PrimitiveArray.of(type) == null || held == null) {
      blob();
    } else {
      requireArray(held);
    }
  }

  private void requireArray(Object value) {
    if (value.getClass() != type) {
      throw new MalformedMessageException(
          "cannot be carried exactly as a shared " + type.getTypeName() + ": it is a "
              + value.getClass().getTypeName(),
          null);
    }
  }

  /**
   * What names its bytes, computed if that was not done yet.
   *
   * @throws MalformedMessageException if it would not arrive exactly
   */
  public Blob blob() {
    Blob named = shared.blob();
    if (named == null) {
      byte[] bytes = bytes();
      named = SharedBytes.name(bytes, type);
      shared.name(named, bytes);
    }
    if (!named.type().equals(type.getTypeName())) {
      throw new MalformedMessageException(
          "cannot be carried exactly as a shared " + type.getTypeName() + ": it is a " + named,
          null);
    }
    return named;
  }

  /**
   * Its bytes, which {@link #blob} names.
   *
   * @throws MalformedMessageException if it would not arrive exactly
   * @throws FanfareException if it was changed since it was named
   */
  public byte[] encode() {
    Blob named = blob();
    byte[] known = shared.takeEncoded();
    byte[] bytes = known == null ? bytes() : known;
    if (known == null && !named.equals(SharedBytes.name(bytes, type))) {
      throw new FanfareException(
          named + " has changed since it was shared; a shared value is read-only");
    }
    return bytes;
  }

  private byte[] bytes() {
    Object held = shared.held();
    if (held != null) {
      if (PrimitiveArray.of(type) != null) {
        requireArray(held);
      }
      return SharedBytes.of(held, type);
    }
    ByteBuffer read = shared.bytes();
    byte[] bytes = new byte[read.remaining()];
    read.get(bytes);
    return bytes;
  }
}
