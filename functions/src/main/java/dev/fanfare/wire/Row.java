package dev.fanfare.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.Nearest;
import dev.fanfare.kernel.TypeName;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Calls a kernel with a row of a file. A kernel whose only parameter is a record, a simple class, or a map takes the whole row;
 * any other kernel takes the columns that are named like its parameters. Columns that it has no name for are left out.
 * Stateless.
 */
final class Row {

  private static final int MOST_QUOTED = 80;

  private Row() {}

  static Delayed<@Nullable Object> of(KernelMethod kernel, String json) {
    JsonObject row = parse(json);
    if (!takesWhole(kernel)) {
      return Arguments.call(kernel, picked(row, kernel.parameterNames()));
    }
    Type type = kernel.parameterTypes().get(0);
    JsonObject picked = picked(row, type);
    checkQuotes(picked, type);
    return whole(kernel, picked);
  }

  // As with the arguments of other kernels, text is no number.
  private static void checkQuotes(JsonObject row, Type type) {
    if (!Part.makeUp(Types.raw(type))) {
      row.asMap().forEach((name, value) -> checkQuotes(name, value, Types.argument(type, 1)));
      return;
    }
    for (Part part : parts(Types.raw(type))) {
      Type declared = Types.of(part.type(), type);
      part.names().stream()
          .filter(row::has)
          .forEach(name -> checkQuotes(name, row.get(name), declared));
    }
  }

  private static void checkQuotes(String column, JsonElement value, Type type) {
    if (Arguments.isQuotedNumber(value, type)) {
      throw malformed("column '" + column + "' must be " + TypeName.of(type) + ", got: "
          + JsonTree.excerpt(value, MOST_QUOTED));
    }
  }

  static Delayed<@Nullable Object> of(KernelMethod kernel, Map<String, String> columns) {
    if (takesWhole(kernel)) {
      return whole(kernel, columns);
    }
    List<String> names = kernel.parameterNames();
    List<Type> types = kernel.parameterTypes();
    @Nullable Object[] values = new @Nullable Object[names.size()];
    for (int i = 0; i < values.length; i++) {
      String text = columns.get(names.get(i));
      values[i] = text == null ? null : value(names.get(i), text, types.get(i));
    }
    return Delayed.of(kernel, values);
  }

  private static boolean takesWhole(KernelMethod kernel) {
    if (kernel.parameterTypes().size() != 1) {
      return false;
    }
    Class<?> type = Types.raw(kernel.parameterTypes().get(0));
    return type == Object.class || Map.class.isAssignableFrom(type) || Part.makeUp(type);
  }

  private static Delayed<@Nullable Object> whole(KernelMethod kernel, JsonObject row) {
    JsonArray argument = new JsonArray(1);
    argument.add(row);
    return Arguments.call(kernel, argument);
  }

  private static Delayed<@Nullable Object> whole(KernelMethod kernel, Map<String, String> columns) {
    Type type = kernel.parameterTypes().get(0);
    try {
      return whole(kernel, cells(columns, type));
    } catch (MalformedMessageException e) {
      checkCells(columns, type);
      throw e;
    }
  }

  /** Throws MalformedMessageException that names the first column whose cell does not convert. */
  private static void checkCells(Map<String, String> columns, Type type) {
    Class<?> raw = Types.raw(type);
    for (Part part : Part.makeUp(raw) ? parts(raw) : List.<Part>of()) {
      Type declared = Types.of(part.type(), type);
      for (String name : part.names()) {
        String text = columns.get(name);
        if (text != null) {
          value(name, text, declared);
        }
      }
    }
  }

  private static JsonObject parse(String json) {
    try (JsonReader in = ValueJson.strict(new StringReader(json))) {
      JsonElement row = JsonTree.read(in);
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw malformed("expected a JSON object and nothing after it");
      }
      if (row instanceof JsonObject object) {
        return object;
      }
      throw malformed("expected a JSON object, got: " + JsonTree.excerpt(row, MOST_QUOTED));
    } catch (IOException | JsonParseException | IllegalStateException | NumberFormatException e) {
      throw new MalformedMessageException("expected a JSON object: " + ValueJson.reason(e), e);
    }
  }

  private static JsonObject picked(JsonObject row, Type type) {
    Class<?> raw = Types.raw(type);
    return Part.makeUp(raw)
        ? picked(row, parts(raw).stream().flatMap(part -> part.names().stream()).toList())
        : row;
  }

  private static JsonObject picked(JsonObject row, List<String> names) {
    JsonObject picked = new JsonObject();
    names.stream().filter(row::has).forEach(name -> picked.add(name, row.get(name)));
    return picked;
  }

  private static List<Part> parts(Class<?> type) {
    return Part.of(type).stream().filter(part -> !part.isTransient()).toList();
  }

  private static JsonObject cells(Map<String, String> columns, Type type) {
    JsonObject cells = new JsonObject();
    Class<?> raw = Types.raw(type);
    if (!Part.makeUp(raw)) {
      Type values = Types.argument(type, 1);
      columns.forEach((name, text) -> cells.add(name, cell(text, values)));
      return cells;
    }
    for (Part part : parts(raw)) {
      Type declared = Types.of(part.type(), type);
      part.names().stream()
          .filter(columns::containsKey)
          .forEach(
              name -> cells.add(name, cell(Objects.requireNonNull(columns.get(name)), declared)));
    }
    return cells;
  }

  /** An empty cell is null, unless it stands for text. Numbers and booleans are read from their text. */
  private static JsonElement cell(String text, Type type) {
    boolean none = text.isEmpty() && type != String.class && type != Object.class;
    return none ? JsonNull.INSTANCE : new JsonPrimitive(text);
  }

  private static @Nullable Object value(String column, String text, Type type) {
    JsonElement cell = cell(text, type);
    if (cell.isJsonNull() && type instanceof Class<?> raw && raw.isPrimitive()) {
      throw malformed("column '" + column + "' is empty, and null is no " + TypeName.of(raw));
    }
    try {
      return ValueJson.value(cell, type);
    } catch (MalformedMessageException e) {
      throw new MalformedMessageException("column '" + column + "' " + e.getMessage(), e);
    }
  }

  static void checkTakesRows(KernelMethod kernel) {
    if (kernel.parameterTypes().isEmpty()) {
      throw malformed(kernel.signature() + " takes no arguments, so it cannot take rows");
    }
    if (!takesWhole(kernel) && !kernel.namesParameters()) {
      throw malformed(
          kernel.signature() + " was compiled without -parameters, which keeps the names"
              + " of its parameters: compile it with that option, or let it take a record or a map");
    }
  }

  static void checkColumns(KernelMethod kernel, Collection<String> columns) {
    if (!takesWhole(kernel)) {
      List<String> names = kernel.parameterNames();
      for (int i = 0; i < names.size(); i++) {
        require(kernel, List.of(names.get(i)), kernel.isNullable(i), columns);
      }
      return;
    }
    Class<?> type = Types.raw(kernel.parameterTypes().get(0));
    if (type.isRecord()) {
      Part.of(type).forEach(part -> require(kernel, part.names(), part.nullable(), columns));
    }
  }

  /** The type of the values in that column; throws if the kernel has no use for it. */
  static Type columnType(KernelMethod kernel, String column) {
    if (!takesWhole(kernel)) {
      int place = kernel.parameterNames().indexOf(column);
      return place < 0
          ? unknown(kernel, column, kernel.parameterNames())
          : kernel.parameterTypes().get(place);
    }
    Type type = kernel.parameterTypes().get(0);
    Class<?> raw = Types.raw(type);
    if (!Part.makeUp(raw)) {
      return Types.argument(type, 1);
    }
    for (Part part : parts(raw)) {
      if (part.names().contains(column)) {
        return Types.of(part.type(), type);
      }
    }
    List<String> fields = parts(raw).stream().map(Part::name).toList();
    if (Nearest.to(column, fields).isEmpty()) {
      throw malformed("there is no '" + column + "' in " + kernel.signature()
          + ", which takes the fields of one record: " + String.join(", ", fields));
    }
    return unknown(kernel, column, fields);
  }

  private static Type unknown(KernelMethod kernel, String column, List<String> known) {
    throw malformed(
        "there is no '" + column + "' in " + kernel.signature() + Nearest.hint(column, known));
  }

  static void checkCell(KernelMethod kernel, String column, String text) {
    value(column, text, columnType(kernel, column));
  }

  private static void require(
      KernelMethod kernel, List<String> names, boolean nullable, Collection<String> columns) {
    if (!nullable && names.stream().noneMatch(columns::contains)) {
      throw malformed("there is no column '" + names.get(0) + "', which " + kernel.signature()
          + " needs" + Nearest.hint(names.get(0), columns));
    }
  }

  private static MalformedMessageException malformed(String message) {
    return new MalformedMessageException(message, null);
  }
}
