package dev.fanfare.wire;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A {@link BatchOutcome}'s form: {@code {"runId":...,"number":...,"attempt":...,"worker":{...},"tasks":[...]}}. Stateless. */
final class OutcomeJson {

  private OutcomeJson() {}

  /**
   * Writes it.
   *
   * @param written receives each task's outcome as written; a value that JSON cannot represent becomes a failure
   */
  static void write(
      JsonWriter out,
      BatchOutcome outcome,
      LongFunction<Type> returnTypeOf,
      Consumer<? super TaskOutcome> written)
      throws IOException {
    out.beginObject();
    out.name("runId").value(outcome.runId());
    out.name("number").value(outcome.number());
    out.name("attempt").value(outcome.attempt());
    writeWorker(out.name("worker"), outcome.worker());
    out.name("tasks").beginArray();
    for (TaskOutcome task : outcome.tasks()) {
      written.accept(writeTask(out, task, returnTypeOf.apply(task.index())));
    }
    out.endArray().endObject();
  }

  private static void writeWorker(JsonWriter out, WorkerInfo worker) throws IOException {
    out.beginObject();
    out.name("id").value(worker.id());
    out.name("pid").value(worker.pid());
    out.name("threads").value(worker.threads());
    out.name("batches").value(worker.batches());
    out.endObject();
  }

  private static TaskOutcome writeTask(JsonWriter out, TaskOutcome task, Type returnType)
      throws IOException {
    JsonElement value = JsonNull.INSTANCE;
    TaskOutcome written = task;
    try {
      value = task.succeeded() ? ValueJson.tree(task.value(), returnType) : value;
    } catch (MalformedMessageException e) {
      written = task.failed(unusable(e));
    }
    out.beginObject();
    writeFacts(out, task);
    if (written.error() == null) {
      ValueJson.GSON.toJson(value, out.name("value"));
    } else {
      ErrorJson.write(out.name("error"), written.error());
    }
    out.endObject();
    return written;
  }

  private static void writeFacts(JsonWriter out, TaskOutcome task) throws IOException {
    out.name("index").value(task.index());
    out.name("startEpochMicros").value(task.timing().startEpochMicros());
    out.name("wallNanos").value(task.timing().wallNanos());
    out.name("cpuNanos").value(task.timing().cpuNanos());
    if (task.timing().thread() > 0) {
      out.name("thread").value(task.timing().thread());
    }
    if (!task.digest().isEmpty()) {
      out.name("digest").value(task.digest());
    }
    if (task.provisional()) {
      out.name("provisional").value(true);
    }
    if (!task.output().isEmpty()) {
      out.name("output").value(task.output());
    }
  }

  static BatchOutcome read(JsonReader in, LongFunction<Type> returnTypeOf) throws IOException {
    String runId = "";
    long number = 0;
    int attempt = 1;
    WorkerInfo worker = WorkerInfo.UNKNOWN;
    List<TaskOutcome> tasks = new ArrayList<>();
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "runId" -> runId = in.nextString();
        case "number" -> number = in.nextLong();
        case "attempt" -> attempt = in.nextInt();
        case "worker" -> worker = readWorker(in);
        case "tasks" ->
          ValueJson.readArray(
              in, InvocationJson.MOST_TASKS, () -> tasks.add(readTask(in, returnTypeOf)));
        default -> in.skipValue();
      }
    }
    in.endObject();
    return new BatchOutcome(runId, number, attempt, worker, tasks);
  }

  private static WorkerInfo readWorker(JsonReader in) throws IOException {
    String id = "";
    long pid = 0;
    int threads = 0;
    long batches = 0;
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "id" -> id = in.nextString();
        case "pid" -> pid = in.nextLong();
        case "threads" -> threads = in.nextInt();
        case "batches" -> batches = in.nextLong();
        default -> in.skipValue();
      }
    }
    in.endObject();
    return new WorkerInfo(id, pid, threads, batches);
  }

  private static TaskOutcome readTask(JsonReader in, LongFunction<Type> returnTypeOf)
      throws IOException {
    long index = 0;
    long start = 0;
    long wall = 0;
    long cpu = 0;
    int thread = 0;
    String output = "";
    String digest = "";
    boolean provisional = false;
    JsonElement value = JsonNull.INSTANCE;
    @Nullable TaskError error = null;
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "index" -> index = in.nextLong();
        case "startEpochMicros" -> start = in.nextLong();
        case "wallNanos" -> wall = in.nextLong();
        case "cpuNanos" -> cpu = in.nextLong();
        case "thread" -> thread = in.nextInt();
        case "output" -> output = in.nextString();
        case "digest" -> digest = in.nextString();
        case "provisional" -> provisional = in.nextBoolean();
        case "value" -> value = JsonParser.parseReader(in);
        case "error" -> error = ErrorJson.read(in);
        default -> in.skipValue();
      }
    }
    in.endObject();
    Timing timing = new Timing(start, wall, cpu, thread);
    TaskOutcome undecoded =
        new TaskOutcome(index, value, error, timing, output, digest, provisional);
    return decoded(undecoded, returnTypeOf.apply(index));
  }

  static TaskOutcome decoded(TaskOutcome undecoded, Type returnType) {
    if (!undecoded.succeeded()) {
      return undecoded.withValue(null);
    }
    JsonElement value = undecoded.value() instanceof JsonElement json ? json : JsonNull.INSTANCE;
    try {
      return undecoded.withValue(ValueJson.value(value, returnType)).provisional(false);
    } catch (MalformedMessageException e) {
      return undecoded.failed(unusable(e));
    }
  }

  static TaskOutcome legible(TaskOutcome undecoded, Delayed<?> call) {
    TaskOutcome typed =
        call.hasKernel() ? decoded(undecoded, call.returnType()) : undecoded.withValue(null);
    if (!undecoded.succeeded() || (call.hasKernel() && typed.succeeded())) {
      return typed;
    }
    return undecoded.withValue(plain(undecoded.value()));
  }

  private static @Nullable Object plain(@Nullable Object json) {
    if (json instanceof JsonPrimitive text && text.isString()) {
      return text.getAsString();
    }
    return json instanceof JsonNull ? null : json;
  }

  private static TaskError unusable(MalformedMessageException e) {
    return TaskError.of(new MalformedMessageException("the result " + e.getMessage(), e));
  }
}
