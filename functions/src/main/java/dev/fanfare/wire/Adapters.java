package dev.fanfare.wire;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Adapters for the JSON library, made of functions. Stateless. */
final class Adapters {

  interface Writing<V> {
    void write(JsonWriter out, V value) throws IOException;
  }

  interface Reading<V> {
    V read(JsonReader in) throws IOException;
  }

  /** Chooses the adapter for a type; null leaves the type to the other factories. */
  interface Choice {
    @Nullable
    TypeAdapter<?> adapter(TypeToken<?> type, Gson gson, TypeAdapterFactory self);
  }

  private Adapters() {}

  /** An adapter of two functions, which never get a null. */
  static <V> TypeAdapter<V> of(Writing<V> writing, Reading<V> reading) {
    return new TypeAdapter<V>() {
      @Override
      public void write(JsonWriter out, V value) throws IOException {
        writing.write(out, value);
      }

      @Override
      public V read(JsonReader in) throws IOException {
        return reading.read(in);
      }
    }.nullSafe();
  }

  static TypeAdapterFactory factory(Choice choice) {
    return new TypeAdapterFactory() {
      @Override
      @SuppressWarnings("unchecked") // The choice is an adapter for that very type.
      public <V> @Nullable TypeAdapter<V> create(Gson gson, TypeToken<V> type) {
        return (TypeAdapter<V>) choice.adapter(type, gson, this);
      }
    };
  }

  /** Registers an adapter for a primitive type and for its box. */
  static void register(GsonBuilder json, Class<?> primitive, TypeAdapter<?> adapter) {
    json.registerTypeAdapter(primitive, adapter)
        .registerTypeAdapter(Types.boxed(primitive), adapter);
  }
}
