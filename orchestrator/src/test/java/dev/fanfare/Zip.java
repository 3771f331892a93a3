package dev.fanfare;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A zip in the making. Immutable: each call makes another. */
public record Zip(Map<String, byte[]> entries) {

  public static Zip empty() {
    return new Zip(Map.of());
  }

  /** With everything that is in that file, a zip or a jar. */
  public static Zip of(Path file) throws IOException {
    Zip zip = empty();
    try (ZipFile content = new ZipFile(file.toFile())) {
      for (ZipEntry entry : content.stream().map(ZipEntry.class::cast).toList()) {
        try (InputStream bytes = content.getInputStream(entry)) {
          zip = zip.with(entry.getName(), bytes.readAllBytes());
        }
      }
    }
    return zip;
  }

  public Zip with(String name, byte[] content) {
    Map<String, byte[]> more = new LinkedHashMap<>(entries);
    more.put(name, content);
    return new Zip(more);
  }

  public Zip with(String name, String content) {
    return with(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** With a class of this JVM. */
  public Zip with(Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    try (InputStream content = type.getClassLoader().getResourceAsStream(name)) {
      return with(name, content.readAllBytes());
    }
  }

  public byte[] bytes() throws IOException {
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
