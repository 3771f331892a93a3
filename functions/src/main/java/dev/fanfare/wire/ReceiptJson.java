package dev.fanfare.wire;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;

/** A {@link Receipt}'s form: an object with its components. Stateless. */
final class ReceiptJson {

  private ReceiptJson() {}

  static void write(JsonWriter out, Receipt receipt) throws IOException {
    out.beginObject();
    out.name("number").value(receipt.number());
    out.name("attempt").value(receipt.attempt());
    out.name("succeeded").value(receipt.succeeded());
    out.name("failed").value(receipt.failed());
    out.name("resultBytes").value(receipt.resultBytes());
    out.name("stored").value(receipt.stored());
    out.endObject();
  }

  static Receipt read(JsonReader in) throws IOException {
    long number = 0;
    int attempt = 0;
    int succeeded = 0;
    int failed = 0;
    long resultBytes = 0;
    boolean stored = false;
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "number" -> number = in.nextLong();
        case "attempt" -> attempt = in.nextInt();
        case "succeeded" -> succeeded = in.nextInt();
        case "failed" -> failed = in.nextInt();
        case "resultBytes" -> resultBytes = in.nextLong();
        case "stored" -> stored = in.nextBoolean();
        default -> in.skipValue();
      }
    }
    in.endObject();
    return new Receipt(number, attempt, succeeded, failed, resultBytes, stored);
  }
}
