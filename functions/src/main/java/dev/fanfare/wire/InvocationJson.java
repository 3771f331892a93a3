package dev.fanfare.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.Kernels;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An {@link Invocation}'s form: {@code {"runId":...,"number":...,"attempt":...,"resultUrl":...,"tasks":[...]}}. Stateless. */
final class InvocationJson {

  private InvocationJson() {}

  static void write(JsonWriter out, Invocation invocation) throws IOException {
    Batch batch = invocation.batch();
    out.beginObject();
    out.name("runId").value(batch.runId());
    out.name("number").value(batch.number());
    out.name("attempt").value(batch.attempt());
    out.name("resultUrl").value(invocation.resultUrl().toString());
    writeConditions(out, batch.conditions());
    out.name("tasks").beginArray();
    for (Task task : batch.tasks()) {
      writeTask(out, task);
    }
    out.endArray().endObject();
  }

  private static void writeTask(JsonWriter out, Task task) throws IOException {
    out.beginObject();
    out.name("index").value(task.index());
    writeCall(out, task.call());
    out.endObject();
  }

  /** Writes the members {@code kernel} and {@code args}. */
  static void writeCall(JsonWriter out, Delayed<?> call) throws IOException {
    KernelMethod kernel = call.kernel();
    out.name("kernel").value(kernel.name());
    out.name("args").beginArray();
    for (JsonElement argument : Arguments.json(kernel, call.arguments())) {
      ValueJson.GSON.toJson(argument, out);
    }
    out.endArray();
  }

  private static void writeConditions(JsonWriter out, Conditions conditions) throws IOException {
    out.name("level").value(conditions.level());
    out.name("seed").value(conditions.seed());
    out.name("timeoutMillis").value(conditions.timeoutMillis());
    if (conditions.setUp() != null) {
      out.name("setUp").beginObject();
      writeCall(out, conditions.setUp());
      out.endObject();
    }
  }

  static Invocation read(JsonReader in) throws IOException {
    String runId = "";
    long number = 0;
    int attempt = 1;
    String resultUrl = "";
    int level = Conditions.NONE.level();
    long seed = 0;
    long timeoutMillis = 0;
    @Nullable Delayed<?> setUp = null;
    List<Task> tasks = new ArrayList<>();
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "runId" -> runId = in.nextString();
        case "number" -> number = in.nextLong();
        case "attempt" -> attempt = in.nextInt();
        case "resultUrl" -> resultUrl = in.nextString();
        case "level" -> level = in.nextInt();
        case "seed" -> seed = in.nextLong();
        case "timeoutMillis" -> timeoutMillis = in.nextLong();
        case "setUp" -> setUp = readTask(in).call();
        case "tasks" -> ValueJson.readArray(in, () -> tasks.add(readTask(in)));
        default -> in.skipValue();
      }
    }
    in.endObject();
    Conditions conditions = new Conditions(level, seed, timeoutMillis, setUp);
    return invocation(new Batch(runId, number, attempt, tasks, conditions), resultUrl);
  }

  private static Invocation invocation(Batch batch, String resultUrl) {
    URI url = url(resultUrl);
    if (url == null) {
      throw new MalformedMessageException(
          "not an invocation: resultUrl must be an absolute http or https URL", null);
    }
    return new Invocation(batch, url);
  }

  /** Null for what is no URL: the parser's own message would contain it, and it is a secret. */
  private static @Nullable URI url(String text) {
    try {
      URI url = new URI(text);
      boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
      return http && url.getHost() != null ? url : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static Task readTask(JsonReader in) throws IOException {
    long index = 0;
    String kernel = "";
    JsonArray arguments = new JsonArray();
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "index" -> index = in.nextLong();
        case "kernel" -> kernel = in.nextString();
        case "args" -> arguments = ValueJson.GSON.fromJson(in, JsonArray.class);
        default -> in.skipValue();
      }
    }
    in.endObject();
    return new Task(index, call(kernel, arguments));
  }

  private static Delayed<?> call(String kernel, JsonArray arguments) {
    try {
      return Arguments.call(Kernels.byName(kernel), arguments);
    } catch (FanfareException e) {
      return Delayed.failing(kernel, e);
    }
  }
}
