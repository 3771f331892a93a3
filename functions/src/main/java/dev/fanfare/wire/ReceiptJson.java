package dev.fanfare.wire;

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
}
