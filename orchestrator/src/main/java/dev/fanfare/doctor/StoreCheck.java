package dev.fanfare.doctor;

import static dev.fanfare.doctor.Finding.fail;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fanfare.StoreException;
import dev.fanfare.store.Await;
import dev.fanfare.store.Diagnosis;
import dev.fanfare.store.Diagnosis.Kind;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.StoreLocation;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether a folder or bucket can be written, and keeps the first of two writes of one object. Stateless. */
final class StoreCheck {

  private static final String ALLOW = "allow s3:PutObject, s3:GetObject and s3:DeleteObject there";

  private static final String CONNECTION =
      "check the connection to S3, and AWS_ENDPOINT_URL if it is set";

  private StoreCheck() {}

  /** The store for runs. */
  static Finding of(StoreLocation store) {
    return store instanceof StoreLocation.Bucket bucket
        ? checked("store", store, e -> ofStore(bucket.bucket(), e))
        : checked("store", store, e -> fail("store", e, "export FANFARE_STORE=/path/to/a/folder"));
  }

  /** The bucket that a function names. */
  static Finding ofFunction(String function, StoreLocation bucket) {
    return checked("bucket", bucket, e -> ofBucket(function, bucket, e));
  }

  // Asks nothing of a store that cannot be opened.
  private static Finding checked(
      String what, StoreLocation place, Function<RuntimeException, Finding> failure) {
    try (ObjectStore store = place.open()) {
      return of(what, place.toString(), store);
    } catch (RuntimeException e) {
      return failure.apply(e);
    }
  }

  private static Finding ofStore(String bucket, RuntimeException e) {
    return kind(e) == Kind.NO_BUCKET
        ? fail(
            "store",
            "there is no bucket " + bucket,
            "correct its name, or create it: aws s3 mb s3://" + bucket)
        : fail("store", e, isRefused(e) ? ALLOW : CONNECTION);
  }

  private static Finding ofBucket(String function, StoreLocation bucket, RuntimeException e) {
    Kind kind = kind(e);
    String names = "FANFARE_BUCKET of " + function + " names a bucket ";
    if (kind == Kind.NO_BUCKET) {
      return fail("bucket", names + "that does not exist: " + bucket, name(function));
    }
    return kind == Kind.OTHER_REGION
        ? fail(
            "bucket",
            names + "of another region than the function's: " + bucket + "; "
                + Diagnosis.of(e).orElseThrow().text(),
            name(function))
        : fail("bucket", e, isRefused(e) ? Diagnosis.CALLER_POLICY : CONNECTION);
  }

  private static @Nullable Kind kind(RuntimeException e) {
    return Diagnosis.of(e).map(Diagnosis::kind).orElse(null);
  }

  private static boolean isRefused(RuntimeException e) {
    return e instanceof StoreException failed && failed.refused();
  }

  /** How to name another bucket. */
  static String name(String function) {
    return "name a bucket of the function's region (this replaces all its variables): aws lambda"
        + " update-function-configuration --function-name " + function
        + " --environment 'Variables={FANFARE_BUCKET=BUCKET}'";
  }

  /** Writes an object, tries to write it again, and deletes it. */
  static Finding of(String what, String place, ObjectStore store) {
    // Callers may write there, and no list of runs shows it: a run is a folder.
    String key = "runs/doctor-" + UUID.randomUUID();
    try {
      Await.result(store.putIfAbsent(key, "first".getBytes(UTF_8)));
      boolean again = Await.result(store.putIfAbsent(key, "second".getBytes(UTF_8)));
      String kept = new String(Await.result(store.get(key)), UTF_8);
      return again || !kept.equals("first")
          ? fail(
              what,
              place + " ignores the condition If-None-Match, so results can be overwritten",
              "use another store: export FANFARE_STORE=s3://bucket on AWS, or a local folder")
          : Finding.ok(what, place + ", writable, keeps the first of two writes");
    } finally {
      Await.result(store.delete(key).handle((done, error) -> null));
    }
  }
}
