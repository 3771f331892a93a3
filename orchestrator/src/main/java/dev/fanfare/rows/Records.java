package dev.fanfare.rows;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.wire.Codec;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The records of a file that begin in a range of its bytes. The last one may end behind the range.
 * Not thread-safe.
 */
final class Records implements Closeable {

  private final RecordReader reader;
  private final @Nullable Header header;
  private final ByteRange range;

  private Records(RecordReader reader, @Nullable Header header, ByteRange range) {
    this.reader = reader;
    this.header = header;
    this.range = range;
  }

  /**
   * Opens a file.
   *
   * @param version the version of the file that is meant
   * @throws IOException if it cannot be read
   * @throws MalformedMessageException if it is a CSV file with a wrong header
   */
  static Records open(Source source, String version, RowFormat format, ByteRange range)
      throws IOException {
    boolean packed = source.name().toLowerCase(Locale.ROOT).endsWith(".gz");
    // Whether a line break is in quotes is not known from the middle; and packed bytes have no
    // middle.
    boolean jumps = format == RowFormat.JSONL && !packed && range.from() > 0;
    // The byte before tells whether a record begins in the first one.
    long start = jumps ? range.from() - 1 : 0;
    InputStream in = source.open(version, start);
    try {
      RecordReader reader = new RecordReader(
          packed ? new GZIPInputStream(in, 1 << 16) : in, start, format == RowFormat.CSV);
      if (jumps) {
        reader.skipLine();
      }
      return new Records(reader, format == RowFormat.CSV ? header(reader) : null, range);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static Header header(RecordReader reader) throws IOException {
    if (!reader.next()) {
      throw new MalformedMessageException(
          "expected a header line with the names of the columns", null);
    }
    return new Header(CsvFields.of(reader.text()));
  }

  /** Goes to the next record. False if there is none. */
  boolean next() throws IOException {
    while (reader.next()) {
      if (reader.offset() >= range.to()) {
        return false;
      }
      if (reader.offset() >= range.from()) {
        return true;
      }
    }
    return false;
  }

  /** The columns of a CSV file; none in another format. */
  List<String> columns() {
    return header == null ? List.of() : header.columns();
  }

  /** Where the record begins. */
  long offset() {
    return reader.offset();
  }

  /** The line in which the record begins, from 1, if the file was read from its beginning. */
  long line() {
    return reader.line();
  }

  /**
   * The call of a kernel with the record.
   *
   * @param constants further columns of a CSV file, which are the same for all records
   * @throws MalformedMessageException if the record is malformed, or does not fit the kernel
   */
  Delayed<@Nullable Object> call(KernelMethod kernel, Map<String, String> constants) {
    String text = reader.text();
    Delayed<@Nullable Object> call = header == null
        ? Codec.call(kernel, text)
        : Codec.call(kernel, header.row(CsvFields.of(text), constants));
    // What a constructor changes might not be sent, which would end the run.
    Codec.check(call);
    return call;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
