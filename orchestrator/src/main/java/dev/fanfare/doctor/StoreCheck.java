package dev.fanfare.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fanfare.store.Await;
import dev.fanfare.store.ObjectStore;
import java.util.UUID;
import java.util.function.Supplier;

/** Whether a folder or bucket can be written, and keeps the first of two writes of one object. Stateless. */
final class StoreCheck {

  private StoreCheck() {}

  /**
   * Writes an object, tries to write it again, and deletes it.
   *
   * @param place the folder or bucket, for the message
   */
  static Finding of(String what, String place, String fix, Supplier<ObjectStore> opening) {
    return Finding.of(what, fix, () -> {
      try (ObjectStore store = opening.get()) {
        return of(what, place, store);
      }
    });
  }

  private static Finding of(String what, String place, ObjectStore store) {
    String key = "doctor/" + UUID.randomUUID();
    try {
      Await.result(store.putIfAbsent(key, "first".getBytes(UTF_8)));
      boolean again = Await.result(store.putIfAbsent(key, "second".getBytes(UTF_8)));
      String kept = new String(Await.result(store.get(key)), UTF_8);
      return again || !kept.equals("first")
          ? Finding.fail(
              what,
              place + " ignores the condition If-None-Match, so results can be overwritten",
              "use another store: export FANFARE_STORE=s3://bucket on AWS, or a local folder")
          : Finding.ok(what, place + ", writable, keeps the first of two writes");
    } finally {
      Await.result(store.delete(key).handle((done, error) -> null));
    }
  }
}
