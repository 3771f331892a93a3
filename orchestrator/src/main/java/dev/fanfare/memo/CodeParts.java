package dev.fanfare.memo;

import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.wire.Codec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What each fingerprint of code in a memo is made of: digests by the names of classes and libraries. Thread-safe. */
final class CodeParts {

  /** As it is stored. */
  private record Parts(Map<String, String> parts) {}

  private final MemoFolder folder;

  /** What is in the folder, as far as this process has written or read it. */
  private final Map<String, Map<String, String>> storedCodes = new ConcurrentHashMap<>();

  CodeParts(MemoFolder folder) {
    this.folder = folder;
  }

  /** Stores the parts of a fingerprint, once. */
  void add(String digest, Map<String, String> parts) {
    if (storedCodes.putIfAbsent(digest, parts) == null) {
      byte[] json = Codec.toJson(new Parts(parts)).getBytes(StandardCharsets.UTF_8);
      folder.add(MemoFolder.code(digest), json);
    }
  }

  /** The parts of a fingerprint; empty if they are not known, or damaged, which is reported. */
  Optional<Map<String, String>> find(String digest) {
    Map<String, String> known = storedCodes.get(digest);
    return known == null ? read(digest) : Optional.of(known);
  }

  private Optional<Map<String, String>> read(String digest) {
    String name = MemoFolder.code(digest);
    try {
      Map<String, String> parts =
          Codec.readValue(Await.result(folder.read(name)), Parts.class).parts();
      storedCodes.put(digest, parts);
      return Optional.of(parts);
    } catch (NoSuchObjectException e) {
      return Optional.empty();
    } catch (MalformedMessageException e) {
      folder.warn(name, "is damaged");
      return Optional.empty();
    }
  }

  /** What stands for code, for people: {@code version:2}, {@code no version}, {@code ignored}, or else the digest. */
  String label(String digest) {
    Map<String, String> parts = find(digest).orElse(null);
    if (parts == null) {
      return digest;
    }
    String version = parts.get(Code.VERSION);
    if (version == null) {
      return parts.isEmpty() ? "ignored" : digest;
    }
    return version.isEmpty() ? "no version" : "version:" + version;
  }

  /** Forgets what was stored, because it was removed. */
  void clear() {
    storedCodes.clear();
  }
}
