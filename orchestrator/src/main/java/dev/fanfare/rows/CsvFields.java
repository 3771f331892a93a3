package dev.fanfare.rows;

import dev.fanfare.kernel.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;

/** Reads the fields of one record, as RFC 4180 defines them: separated by commas, and quoted if they contain a comma, a quote or
 * a line break. Used by one thread. */
final class CsvFields {

  private final String record;
  private final List<String> fields = new ArrayList<>();
  private int at;

  private CsvFields(String record) {
    this.record = record;
  }

  /**
   * The fields of a record.
   *
   * @param record the record without its line break
   * @throws MalformedMessageException if a quote is in the wrong place or missing
   */
  static List<String> of(String record) {
    CsvFields csv = new CsvFields(record);
    csv.read();
    while (csv.at < record.length()) {
      csv.at++;
      csv.read();
    }
    return csv.fields;
  }

  /** Reads a field and stops at the comma behind it, or at the end. */
  private void read() {
    fields.add(at < record.length() && record.charAt(at) == '"' ? quoted() : plain());
  }

  private String plain() {
    int comma = record.indexOf(',', at);
    String field = record.substring(at, comma < 0 ? record.length() : comma);
    if (field.indexOf('"') >= 0 || field.indexOf('\r') >= 0) {
      throw malformed("a field with a quote or a carriage return in it must be in quotes, got", at);
    }
    at += field.length();
    return field;
  }

  private String quoted() {
    int start = at;
    StringBuilder field = new StringBuilder();
    do {
      int quote = record.indexOf('"', at + 1);
      if (quote < 0) {
        throw malformed("a quote is missing at the end of the field", start);
      }
      // A quote that follows at once stands for itself.
      field.append(record, at + (at == start ? 1 : 0), quote);
      at = quote + 1;
    } while (at < record.length() && record.charAt(at) == '"');
    if (at < record.length() && record.charAt(at) != ',') {
      throw malformed("expected a comma behind the quotes of the field", start);
    }
    return field.toString();
  }

  private MalformedMessageException malformed(String what, int start) {
    return new MalformedMessageException(
        what + ": " + record.substring(start).replaceAll("(?s)^(.{80}).*", "$1..."), null);
  }
}
