package dev.fanfare.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A zip in the making. Immutable: each call makes another. */
record Zip(Map<String, byte[]> entries) {

  static Zip empty() {
    return new Zip(Map.of());
  }

  Zip with(String name, byte[] content) {
    Map<String, byte[]> more = new LinkedHashMap<>(entries);
    more.put(name, content);
    return new Zip(more);
  }

  Zip with(String name, String content) {
    return with(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** With a class of this JVM. */
  Zip with(Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    try (InputStream content = type.getClassLoader().getResourceAsStream(name)) {
      return with(name, content.readAllBytes());
    }
  }

  byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
