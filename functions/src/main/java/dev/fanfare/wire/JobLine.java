package dev.fanfare.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.Excerpt;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.Kernels;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.Nearest;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A job list's line: {@code {"kernel":"sum","args":[40]}}, or with {@code "kwargs":{"n":40}}. Stateless. */
final class JobLine {

  /** The name of the optional member that says where a task comes from. */
  static final String ORIGIN = "origin";

  /** In a recorded line, the names of the arguments, if the caller gave them by name. */
  static final String ARGUMENT_NAMES = "names";

  /** What a recorded line has before its call: it says where the call is from, not what it is. */
  private static final Pattern SOURCE =
      Pattern.compile("^\\{(?:\"origin\":\"(?:[^\"\\\\]++|\\\\.)*+\",)?(?:\"names\":\\[[^]]*+],)?");

  private static final Set<String> NAMES = Set.of("kernel", "args", "kwargs", ORIGIN);

  private static final String EXAMPLE = "{\"kernel\":\"sum\",\"args\":[40]}";

  /** The position of the error in the library's messages. */
  private static final Pattern PLACE = Pattern.compile(" at line 1 column (\\d{1,9}) ");

  private static final int MOST_QUOTED = 80;

  private JobLine() {}

  static Delayed<@Nullable Object> read(String line) {
    if (line.replace("\uFEFF", "").isBlank()) {
      throw malformed("expected a task as " + EXAMPLE + ", got an empty line");
    }
    return call(parse(line));
  }

  /** A call that was recorded. */
  static Delayed<@Nullable Object> readTask(String line) {
    JsonElement json = parse(line);
    List<String> names = takeNames(json);
    return call(json).named(names);
  }

  /** A call that was recorded. If this process cannot make it, it has only its JSON. */
  static Delayed<@Nullable Object> readRecorded(String line) {
    JsonElement json = parse(line);
    List<String> names = takeNames(json);
    try {
      return call(json).named(names);
    } catch (FanfareException e) {
      return recorded(json, e).named(names);
    }
  }

  private static List<String> takeNames(JsonElement json) {
    return json instanceof JsonObject job && job.remove(ARGUMENT_NAMES) instanceof JsonArray names
        ? names.asList().stream().map(JsonElement::getAsString).toList()
        : List.of();
  }

  /** A recorded line without what says where the call is from. */
  static String withoutSource(String line) {
    return SOURCE.matcher(line).replaceFirst("{");
  }

  private static Delayed<@Nullable Object> recorded(JsonElement json, FanfareException why) {
    if (json instanceof JsonObject job
        && job.get("kernel") instanceof JsonPrimitive kernel
        && job.get("args") instanceof JsonArray args) {
      Delayed<@Nullable Object> call = Delayed.recorded(kernel.getAsString(), args.asList(), why);
      return job.has(ORIGIN) ? call.from(origin(job.get(ORIGIN))) : call;
    }
    throw why;
  }

  private static JsonElement parse(String line) {
    try (JsonReader in = ValueJson.strict(new StringReader(line))) {
      JsonElement json = JsonTree.read(in);
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw malformed("expected a task in JSON and nothing after it");
      }
      return json;
    } catch (IOException | JsonParseException | IllegalStateException | NumberFormatException e) {
      throw notJson(line, e);
    }
  }

  /** Quotes the line from the error on, or from its beginning if it is no JSON at all. */
  private static MalformedMessageException notJson(String line, Exception why) {
    if (!line.stripLeading().startsWith("{")) {
      return new MalformedMessageException(
          "expected a task in JSON, as " + EXAMPLE + ", got: " + Excerpt.of(line, MOST_QUOTED),
          why);
    }
    String message = String.valueOf(why.getMessage());
    Matcher place = PLACE.matcher(message);
    if (why instanceof EOFException && place.find()) {
      return new MalformedMessageException(
          "the line ends before the task is complete (column " + place.group(1)
              + "); expected a task as " + EXAMPLE,
          why);
    }
    if (!message.contains("setStrictness") || !place.find()) {
      return new MalformedMessageException(
          "expected a task in JSON: " + ValueJson.reason(why), why);
    }
    return notJson(line, column(line, Integer.parseInt(place.group(1))), why);
  }

  private static MalformedMessageException notJson(String line, int column, Exception why) {
    String rest = line.substring(column - 1);
    return new MalformedMessageException(
        "expected a task in JSON, as " + EXAMPLE + ", got at column " + column + ": "
            + Excerpt.of(rest, MOST_QUOTED) + hint(line, column),
        why);
  }

  // The library reports the column of the error or the one after it.
  private static int column(String line, int told) {
    int column = Math.min(told, line.length());
    return column > 1 && "']}".indexOf(line.charAt(column - 2)) >= 0 ? column - 1 : column;
  }

  private static String hint(String line, int column) {
    String around = line.substring(Math.max(0, column - 2), Math.min(line.length(), column + 1));
    if (around.contains("'")) {
      return " (JSON has strings in double quotes)";
    }
    if (around.contains("N") || around.contains("I")) {
      return " (JSON has no NaN and no Infinity: write \"NaN\", \"Infinity\" or \"-Infinity\")";
    }
    return around.contains("]") || around.contains("}") ? " (is there a comma too many?)" : "";
  }

  private static Delayed<@Nullable Object> call(JsonElement json) {
    if (!(json instanceof JsonObject job)) {
      throw malformed(
          "expected a task as " + EXAMPLE + ", got: " + JsonTree.excerpt(json, MOST_QUOTED));
    }
    job.keySet().forEach(JobLine::checkName);
    if (!(job.get("kernel") instanceof JsonPrimitive kernel && kernel.isString())) {
      throw malformed("expected a kernel's name, as " + EXAMPLE);
    }
    Delayed<@Nullable Object> call =
        call(Kernels.byName(kernel.getAsString()), job.get("args"), job.get("kwargs"));
    return job.has(ORIGIN) ? call.from(origin(job.get(ORIGIN))) : call;
  }

  private static String origin(JsonElement json) {
    if (json instanceof JsonPrimitive text && text.isString()) {
      return text.getAsString();
    }
    throw malformed("expected origin as a string, got: " + JsonTree.excerpt(json, MOST_QUOTED));
  }

  private static void checkName(String name) {
    if (!NAMES.contains(name)) {
      throw malformed("expected kernel, args or kwargs, got: " + Excerpt.of(name, MOST_QUOTED)
          + Nearest.hint(name, NAMES));
    }
  }

  private static Delayed<@Nullable Object> call(
      KernelMethod kernel, @Nullable JsonElement args, @Nullable JsonElement kwargs) {
    if (args != null && kwargs != null) {
      throw malformed("expected args or kwargs, got both");
    }
    if (kwargs instanceof JsonObject byName) {
      return Arguments.call(kernel, byName);
    }
    if (kwargs == null && (args == null || args instanceof JsonArray)) {
      return Arguments.call(kernel, args == null ? new JsonArray() : args.getAsJsonArray());
    }
    throw malformed("expected args as an array or kwargs as an object");
  }

  private static MalformedMessageException malformed(String message) {
    return new MalformedMessageException(message, null);
  }
}
