package dev.fanfare.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.Kernels;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.NotAKernelException;
import dev.fanfare.kernel.UnknownKernelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads messages between processes, as JSON in UTF-8. Fanfare's own records are written by hand, which keeps a cold start
 * short; only arguments and results go through the library's reflection. Stateless and thread-safe.
 *
 * <p>Reading throws {@link MalformedMessageException} for any other input. Nesting is limited to 255 by the library,
 * and packed messages ({@link Compression}) to {@value #MOST_BYTES} unpacked bytes.
 */
public final class Codec {

  /** Maximum size of an unpacked message. */
  private static final long MOST_BYTES = 1L << 30;

  private Codec() {}

  /** An invocation as JSON. */
  public static byte[] write(Invocation invocation) {
    return bytes(out -> InvocationJson.write(out, invocation));
  }

  /** A reference to an invocation as JSON. */
  public static byte[] write(InputReference reference) {
    return bytes(out -> InvocationJson.write(out, reference));
  }

  /** A ping as JSON. */
  public static byte[] write(Ping ping) {
    return bytes(out -> PingJson.write(out, ping));
  }

  /** The answer to a ping as JSON. */
  public static byte[] write(Pong pong) {
    return bytes(out -> PingJson.write(out, pong));
  }

  /** Reads the answer to a ping. */
  public static Pong readPong(InputStream json) {
    return parse("an answer to a ping", json, MOST_BYTES, PingJson::readPong);
  }

  /** Reads the payload of an invocation. */
  public static Payload readPayload(InputStream json) {
    return parse("an invocation", json, MOST_BYTES, InvocationJson::read);
  }

  /** Reads an invocation. A task that cannot be read becomes a task that fails, so that the others still run. */
  public static Invocation readInvocation(InputStream json) {
    return parse("an invocation", json, MOST_BYTES, InvocationJson::readInvocation);
  }

  /** A batch's outcome as JSON, sealed ({@link Seal}). If JSON cannot represent a result, its task fails. */
  public static byte[] write(BatchOutcome outcome, LongFunction<Type> returnTypeOf) {
    return encode(outcome, returnTypeOf).json();
  }

  /**
   * A batch's outcome and its JSON, for callers that need both.
   *
   * @param outcome tasks whose results JSON cannot represent have failed
   * @param json the text that {@link #write(BatchOutcome, LongFunction)} returns
   */
  public record Encoded(BatchOutcome outcome, byte[] json) {}

  /** A batch's outcome with its JSON. */
  public static Encoded encode(BatchOutcome outcome, LongFunction<Type> returnTypeOf) {
    List<TaskOutcome> written = new ArrayList<>(outcome.tasks().size());
    byte[] json = bytes(out -> OutcomeJson.write(out, outcome, returnTypeOf, written::add));
    return new Encoded(outcome.with(written), Seal.put(json));
  }

  /**
   * Reads a batch's outcome.
   *
   * @param returnTypeOf returns the type of a task's result, given the task's index
   */
  public static BatchOutcome readOutcome(byte[] json, LongFunction<Type> returnTypeOf) {
    return readOutcome(json, returnTypeOf, MOST_BYTES);
  }

  static BatchOutcome readOutcome(byte[] json, LongFunction<Type> returnTypeOf, long mostBytes) {
    // A packed object has its own checksum, which is verified while it is unpacked.
    if (!Compression.isPacked(json) && !Seal.holds(json)) {
      throw new MalformedMessageException(
          "expected a result object in JSON: it is damaged or incomplete", null);
    }
    return parse(
        "a result object",
        new ByteArrayInputStream(json),
        mostBytes,
        in -> OutcomeJson.read(in, returnTypeOf));
  }

  /** A receipt as JSON. */
  public static byte[] write(Receipt receipt) {
    return bytes(out -> ReceiptJson.write(out, receipt));
  }

  /**
   * Reads a line of a job list: {@code {"kernel":"sum","args":[40]}}, or with {@code "kwargs":{"n":40}}.
   *
   * @throws UnknownKernelException if there is no such kernel
   */
  public static Delayed<@Nullable Object> readJob(String line) {
    return JobLine.read(line);
  }

  /**
   * Reads a line of {@link #writeTask}.
   *
   * @throws UnknownKernelException if there is no such kernel
   */
  public static Delayed<@Nullable Object> readTask(String line) {
    return JobLine.readTask(line);
  }

  /** Whether two lines of {@link #writeTask} record the same call, whatever its origin and the names of its arguments. */
  public static boolean isSameCall(String one, String other) {
    return JobLine.withoutSource(one).equals(JobLine.withoutSource(other));
  }

  /**
   * Reads a line of {@link #writeTask}. If the kernel cannot be called with those arguments in this process, the call
   * has only their JSON.
   */
  public static Delayed<@Nullable Object> readRecorded(String line) {
    return JobLine.readRecorded(line);
  }

  /**
   * The call of a kernel with one integer, as a line of a job list would have it.
   *
   * @throws UnknownKernelException if there is no such kernel
   * @throws MalformedMessageException if it does not take one integer
   */
  public static Delayed<@Nullable Object> call(String kernel, long n) {
    JsonArray arguments = new JsonArray(1);
    arguments.add(n);
    return Arguments.call(Kernels.byName(kernel), arguments);
  }

  /**
   * The call of a kernel as a line of a job list, in a canonical form: full name, arguments by position.
   *
   * @throws NotAKernelException if it does not call a kernel
   * @throws MalformedMessageException if JSON cannot represent an argument
   */
  public static String writeJob(Delayed<?> call) {
    return text(out -> {
      out.beginObject();
      InvocationJson.writeCall(out, call);
      out.endObject();
    });
  }

  /**
   * The line that records a task: that of {@link #writeJob}, and before it the origin and the names of the arguments,
   * if the call has them.
   *
   * @throws NotAKernelException if it does not call a kernel
   * @throws MalformedMessageException if JSON cannot represent an argument
   */
  public static String writeTask(Delayed<?> call) {
    return text(out -> {
      out.beginObject();
      if (call.origin() != null) {
        out.name(JobLine.ORIGIN).value(call.origin());
      }
      if (!call.names().isEmpty()) {
        out.name(JobLine.ARGUMENT_NAMES).beginArray();
        for (String name : call.names()) {
          out.value(name);
        }
        out.endArray();
      }
      InvocationJson.writeCall(out, call);
      out.endObject();
    });
  }

  /**
   * The call of a kernel with a row of text columns, as in a CSV file.
   *
   * @throws MalformedMessageException if a column is missing, or does not convert to the type that the kernel declares
   */
  public static Delayed<@Nullable Object> call(KernelMethod kernel, Map<String, String> columns) {
    return Row.of(kernel, columns);
  }

  /**
   * The call of a kernel with a row that is a JSON object.
   *
   * @throws MalformedMessageException if it is not one, a name is missing, or a value does not fit the type that the kernel
   *     declares
   */
  public static Delayed<@Nullable Object> call(KernelMethod kernel, String json) {
    return Row.of(kernel, json);
  }

  /**
   * Checks that a kernel can be called with rows.
   *
   * @throws MalformedMessageException if it takes nothing, or the names of its parameters are not known
   */
  public static void checkTakesRows(KernelMethod kernel) {
    Row.checkTakesRows(kernel);
  }

  /**
   * Checks that rows with those columns have all that a kernel needs.
   *
   * @throws MalformedMessageException if a column is missing
   */
  public static void checkColumns(KernelMethod kernel, Collection<String> columns) {
    Row.checkColumns(kernel, columns);
  }

  /**
   * The type that a kernel wants of the values in a column of rows.
   *
   * @throws MalformedMessageException if it has no use for that column
   */
  public static Type columnType(KernelMethod kernel, String column) {
    return Row.columnType(kernel, column);
  }

  /**
   * Checks a text in a column of rows, as in a CSV file.
   *
   * @throws MalformedMessageException if the kernel has no use for that column, or the text does not convert to its type
   */
  public static void checkCell(KernelMethod kernel, String column, String text) {
    Row.checkCell(kernel, column, text);
  }

  /**
   * The call of a kernel in a form that is the same for equal calls: like {@link #writeJob}, but maps and sets whose
   * classes promise no order are sorted, arrays above 1 KiB are digests, and the arguments that do not count are null.
   *
   * @param counts whether a parameter counts, by its place
   * @throws NotAKernelException if it does not call a kernel
   * @throws MalformedMessageException if JSON cannot represent an argument that counts
   */
  public static String writeCanonical(Delayed<?> call, IntPredicate counts) {
    return text(out -> CanonicalJson.write(out, call, counts));
  }

  /**
   * A result as JSON, by its declared type.
   *
   * @throws MalformedMessageException if it would not be read as it was
   */
  public static String writeResult(@Nullable Object value, Type type) {
    JsonElement json = ValueJson.tree(value, type);
    return text(out -> ValueJson.GSON.toJson(json, out));
  }

  /**
   * Reads a result that {@link #writeResult} wrote.
   *
   * @throws MalformedMessageException if it is no result of that type
   */
  public static @Nullable Object readResult(String json, Type type) {
    try {
      return ValueJson.value(
          JsonParser.parseReader(ValueJson.strict(new StringReader(json))), type);
    } catch (JsonParseException e) {
      throw malformed("a result", e);
    }
  }

  /**
   * Checks that a call can be sent to another process.
   *
   * @throws NotAKernelException if it does not call a kernel
   * @throws MalformedMessageException if an argument would change on its way
   */
  public static void check(Delayed<?> call) {
    Arguments.check(call.kernel(), call.sent());
  }

  /** Reads a batch's outcome without knowing its tasks. Values stay JSON until {@link #decoded}. */
  public static BatchOutcome readOutcome(byte[] json) {
    return readOutcome(json, index -> JsonElement.class);
  }

  /** The outcome of {@link #readOutcome(byte[])} with its value decoded to that type. If that is impossible, the task has failed. */
  public static TaskOutcome decoded(TaskOutcome undecoded, Type returnType) {
    return OutcomeJson.decoded(undecoded, returnType);
  }

  /**
   * The outcome of {@link #readOutcome(byte[])} for users: its value is decoded if the kernel of the call is known and
   * its type fits. Otherwise, strings and null are decoded, and other values stay JSON.
   */
  public static TaskOutcome legible(TaskOutcome undecoded, Delayed<?> call) {
    return OutcomeJson.legible(undecoded, call);
  }

  /** Reads one of Fanfare's own records. */
  public static <T> T readValue(byte[] json, Class<T> type) {
    return parse(
        "a " + type.getSimpleName(),
        new ByteArrayInputStream(json),
        MOST_BYTES,
        in -> type.cast(ValueJson.own(JsonParser.parseReader(in), type)));
  }

  /**
   * A value as JSON, with its primitive arrays apart from it: the same arrays, not copies.
   *
   * @throws MalformedMessageException if it would not be read as it was; says where and why
   */
  public static Detached detach(Object value, Type type) {
    List<@Nullable Object> arrays = new ArrayList<>();
    JsonElement json = DetachedJson.tree(value, type, arrays);
    return new Detached(bytes(out -> ValueJson.GSON.toJson(json, out)), arrays);
  }

  /**
   * The value of {@link #detach}; takes its arrays out of the list.
   *
   * @throws MalformedMessageException if it does not fit the type
   */
  public static Object attach(Detached value, Type type) {
    return parse(
        "a value",
        new InputStreamReader(new ByteArrayInputStream(value.json()), StandardCharsets.UTF_8),
        in -> DetachedJson.read(in, type, value.arrays()));
  }

  /** A value as one line of JSON for users, by its own class. Information may be lost. */
  public static String toJson(@Nullable Object value) {
    JsonElement json = ValueJson.shown(value);
    return text(out -> ValueJson.GSON.toJson(json, out));
  }

  private interface Writing {
    void to(JsonWriter out) throws IOException;
  }

  private interface Reading<R> {
    @Nullable
    R from(JsonReader in) throws IOException;
  }

  private static byte[] bytes(Writing message) {
    return text(message).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Writing message) {
    StringWriter text = new StringWriter(1024);
    try (JsonWriter out = ValueJson.GSON.newJsonWriter(text)) {
      message.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return LoneSurrogates.escape(text.toString());
  }

  private static <R> R parse(String what, InputStream bytes, long mostBytes, Reading<R> message) {
    try (InputStream open = Compression.unpack(bytes, mostBytes)) {
      return parse(what, new InputStreamReader(open, StandardCharsets.UTF_8), message);
    } catch (IOException e) {
      throw malformed(what, e);
    }
  }

  private static <R> R parse(String what, Reader json, Reading<R> message) {
    try (JsonReader in = ValueJson.strict(json)) {
      return alone(what, message.from(in), in);
    } catch (IOException
        | IllegalStateException
        | IllegalArgumentException
        | JsonParseException e) {
      throw malformed(what, e);
    }
  }

  private static <R> R alone(String what, @Nullable R read, JsonReader in) throws IOException {
    if (read == null) {
      throw new MalformedMessageException("expected " + what + " in JSON, got: null", null);
    }
    if (in.peek() != JsonToken.END_DOCUMENT) {
      throw new MalformedMessageException(
          "expected " + what + " in JSON and nothing after it", null);
    }
    return read;
  }

  private static MalformedMessageException malformed(String what, Exception why) {
    return new MalformedMessageException(
        "expected " + what + " in JSON: " + ValueJson.reason(why), why);
  }
}
