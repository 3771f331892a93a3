package dev.fanfare.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.Kernels;
import dev.fanfare.kernel.MalformedMessageException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An {@link Invocation}'s form: {@code {"runId":...,"number":...,"attempt":...,"resultUrl":...,"tasks":[...]}}. Stateless. */
final class InvocationJson {

  /** Maximum number of tasks in a batch that travels. */
  static final int MOST_TASKS = 1_000_000;

  private InvocationJson() {}

  static void write(JsonWriter out, Invocation invocation) throws IOException {
    Batch batch = invocation.batch();
    if (batch.size() > MOST_TASKS) {
      throw new MalformedMessageException(
          "a batch that travels must have at most " + MOST_TASKS + " tasks, got: " + batch.size(),
          null);
    }
    out.beginObject();
    out.name("runId").value(batch.runId());
    out.name("number").value(batch.number());
    out.name("attempt").value(batch.attempt());
    out.name("resultUrl").value(invocation.resultUrl().toString());
    if (invocation.cancelUrl() != null) {
      out.name("cancelUrl").value(invocation.cancelUrl().toString());
    }
    writeConditions(out, batch.conditions());
    writeBlobs(out, invocation.blobs());
    out.name("tasks").beginArray();
    for (Task task : batch.tasks()) {
      writeTask(out, task);
    }
    out.endArray().endObject();
  }

  private static void writeBlobs(JsonWriter out, Map<String, URI> blobs) throws IOException {
    if (!blobs.isEmpty()) {
      out.name("blobs").beginObject();
      for (Map.Entry<String, URI> blob : blobs.entrySet()) {
        out.name(blob.getKey()).value(blob.getValue().toString());
      }
      out.endObject();
    }
  }

  private static void writeTask(JsonWriter out, Task task) throws IOException {
    out.beginObject();
    out.name("index").value(task.index());
    if (!task.digest().isEmpty()) {
      out.name("digest").value(task.digest());
    }
    if (task.retried()) {
      out.name("retried").value(true);
    }
    writeCall(out, task.call());
    out.endObject();
  }

  /** Writes the members {@code kernel} and {@code args}. */
  static void writeCall(JsonWriter out, Delayed<?> call) throws IOException {
    KernelMethod kernel = call.kernel();
    out.name("kernel").value(kernel.name());
    out.name("args").beginArray();
    for (JsonElement argument : Arguments.json(kernel, call.sent())) {
      ValueJson.GSON.toJson(argument, out);
    }
    out.endArray();
  }

  private static void writeConditions(JsonWriter out, Conditions conditions) throws IOException {
    out.name("level").value(conditions.level());
    out.name("seed").value(conditions.seed());
    out.name("timeoutMillis").value(conditions.timeoutMillis());
    if (conditions.initializer() != null) {
      out.name("setUp").beginObject();
      writeCall(out, conditions.initializer());
      out.endObject();
    }
  }

  static void write(JsonWriter out, InputReference reference) throws IOException {
    out.beginObject();
    out.name("inputUrl").value(reference.inputUrl().toString());
    out.endObject();
  }

  /** Reads an invocation that must not refer to another object, so that no chain of references is followed. */
  static Invocation readInvocation(JsonReader in) throws IOException {
    if (read(in) instanceof Invocation invocation) {
      return invocation;
    }
    throw new MalformedMessageException(
        "not an invocation: an object behind an inputUrl must be an invocation itself", null);
  }

  static Payload read(JsonReader in) throws IOException {
    Fields fields = new Fields();
    in.beginObject();
    while (in.hasNext()) {
      fields.read(in);
    }
    in.endObject();
    return fields.payload();
  }

  /** The members read so far; those that are missing keep these values. */
  private static final class Fields {
    private @Nullable String inputUrl;
    private @Nullable List<URI> ping;
    private List<String> kernels = List.of();
    private String runId = "";
    private long number;
    private int attempt = 1;
    private String resultUrl = "";
    private @Nullable String cancelUrl;
    private int level = Conditions.NONE.level();
    private long seed;
    private long timeoutMillis;
    private @Nullable Delayed<?> initializer;
    private final List<Task> tasks = new ArrayList<>();
    private final Map<String, URI> blobs = new HashMap<>();

    private void read(JsonReader in) throws IOException {
      switch (in.nextName()) {
        case "inputUrl" -> inputUrl = in.nextString();
        case "ping" -> ping = PingJson.readEndpoints(in);
        case "kernels" -> kernels = PingJson.readKernels(in);
        case "runId" -> runId = in.nextString();
        case "number" -> number = in.nextLong();
        case "attempt" -> attempt = in.nextInt();
        case "resultUrl" -> resultUrl = in.nextString();
        case "cancelUrl" -> cancelUrl = in.nextString();
        case "level" -> level = in.nextInt();
        case "seed" -> seed = in.nextLong();
        case "timeoutMillis" -> timeoutMillis = in.nextLong();
        case "setUp" -> initializer = readTask(in).call();
        case "blobs" -> readBlobs(in, blobs);
        case "tasks" -> ValueJson.readArray(in, MOST_TASKS, () -> tasks.add(readTask(in)));
        default -> in.skipValue();
      }
    }

    private Payload payload() {
      if (ping != null) {
        return new Ping(ping, kernels);
      }
      return inputUrl != null ? new InputReference(url("inputUrl", inputUrl)) : invocation();
    }

    private Invocation invocation() {
      Conditions conditions = new Conditions(level, seed, timeoutMillis, initializer);
      Batch batch = new Batch(runId, number, attempt, tasks, conditions);
      return new Invocation(
          batch,
          url("resultUrl", resultUrl),
          cancelUrl == null ? null : url("cancelUrl", cancelUrl),
          blobs);
    }
  }

  private static void readBlobs(JsonReader in, Map<String, URI> blobs) throws IOException {
    in.beginObject();
    while (in.hasNext()) {
      String sha256 = in.nextName();
      String text = in.nextString();
      URI place = parsed(text);
      boolean file = place != null && "file".equals(place.getScheme()) && place.getPath() != null;
      blobs.put(sha256, file ? place : url("blobs", text));
    }
    in.endObject();
  }

  // Omits the parser's message, which contains the URL, a secret.
  static URI url(String name, String text) {
    URI url = parsed(text);
    if (url == null || url.getHost() == null || !isHttp(url.getScheme())) {
      throw new MalformedMessageException(
          "not an invocation: " + name + " must be an absolute http or https URL", null);
    }
    return url;
  }

  private static boolean isHttp(@Nullable String scheme) {
    return "https".equals(scheme) || "http".equals(scheme);
  }

  private static @Nullable URI parsed(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static Task readTask(JsonReader in) throws IOException {
    long index = 0;
    String digest = "";
    boolean retried = false;
    String kernel = "";
    JsonArray arguments = new JsonArray();
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "index" -> index = in.nextLong();
        case "digest" -> digest = in.nextString();
        case "retried" -> retried = in.nextBoolean();
        case "kernel" -> kernel = in.nextString();
        case "args" -> arguments = ValueJson.GSON.fromJson(in, JsonArray.class);
        default -> in.skipValue();
      }
    }
    in.endObject();
    return new Task(index, call(kernel, arguments), digest, retried);
  }

  private static Delayed<?> call(String kernel, JsonArray arguments) {
    try {
      return Arguments.call(Kernels.byName(kernel), arguments);
    } catch (FanfareException e) {
      return Delayed.failing(kernel, e);
    }
  }
}
