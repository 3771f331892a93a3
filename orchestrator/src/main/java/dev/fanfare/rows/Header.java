package dev.fanfare.rows;

import dev.fanfare.kernel.MalformedMessageException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The columns of a CSV file.
 *
 * @param columns their names, which are unique
 */
record Header(List<String> columns) {

  Header {
    columns = List.copyOf(columns);
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!seen.add(column)) {
        throw new MalformedMessageException("column '" + column + "' appears twice", null);
      }
    }
  }

  /**
   * The fields of a record by column, in order.
   *
   * @param constants further columns
   * @throws MalformedMessageException if there are more or fewer of them
   */
  Map<String, String> row(List<String> fields, Map<String, String> constants) {
    if (fields.size() != columns.size()) {
      throw new MalformedMessageException(
          "expected " + columns.size() + " fields, as the header has, got: " + fields.size(), null);
    }
    Map<String, String> row = new LinkedHashMap<>(constants);
    for (int i = 0; i < fields.size(); i++) {
      row.put(columns.get(i), fields.get(i));
    }
    return row;
  }
}
