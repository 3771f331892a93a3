package dev.fanfare.wire;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import dev.fanfare.kernel.TaskError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link TaskError}'s form: type, message, stack as {@code [class, method, file, line]} rows, cause. Stateless. */
final class ErrorJson {

  private ErrorJson() {}

  static void write(JsonWriter out, TaskError error) throws IOException {
    out.beginObject();
    out.name("type").value(error.type());
    out.name("message").value(error.message());
    out.name("stack").beginArray();
    for (StackTraceElement frame : error.stack()) {
      writeFrame(out, frame);
    }
    out.endArray();
    if (error.cause() != null) {
      write(out.name("cause"), error.cause());
    }
    out.endObject();
  }

  private static void writeFrame(JsonWriter out, StackTraceElement frame) throws IOException {
    out.beginArray().value(frame.getClassName()).value(frame.getMethodName());
    out.value(frame.getFileName()).value(frame.getLineNumber()).endArray();
  }

  static TaskError read(JsonReader in) throws IOException {
    String type = "";
    @Nullable String message = null;
    @Nullable TaskError cause = null;
    List<StackTraceElement> stack = new ArrayList<>();
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "type" -> type = in.nextString();
        case "message" -> message = nextStringOrNull(in);
        case "stack" -> ValueJson.readArray(in, TaskError.MOST_FRAMES, () -> stack.add(frame(in)));
        case "cause" -> cause = read(in);
        default -> in.skipValue();
      }
    }
    in.endObject();
    return new TaskError(type, message, stack, cause, null);
  }

  private static StackTraceElement frame(JsonReader in) throws IOException {
    in.beginArray();
    StackTraceElement frame =
        new StackTraceElement(in.nextString(), in.nextString(), nextStringOrNull(in), in.nextInt());
    in.endArray();
    return frame;
  }

  private static @Nullable String nextStringOrNull(JsonReader in) throws IOException {
    if (in.peek() == JsonToken.NULL) {
      in.nextNull();
      return null;
    }
    return in.nextString();
  }
}
