package dev.fanfare.store;

import dev.fanfare.StoreException;
import dev.fanfare.worker.DaemonThreads;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects in a bucket. Uses path-style addresses, because other servers have no DNS names for
 * buckets.
 */
public final class S3Store implements ObjectStore, UrlSigner {

  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /** The limit of S3 for an object that is written in one request. */
  private static final long MOST_PER_PUT = 5L << 30;

  /** Long enough for a large object on a slow line, short enough to detect a dead connection. */
  private static final Duration MOST_PER_CALL = Duration.ofMinutes(5);

  private final S3AsyncClient s3;
  private final S3Signer signer;
  private final S3Access access;
  private final Runnable afterwards;

  private S3Store(S3AsyncClient s3, S3Signer signer, S3Access access, Runnable afterwards) {
    this.s3 = s3;
    this.signer = signer;
    this.access = access;
    this.afterwards = afterwards;
  }

  /** A store in that bucket with its own HTTP client. Makes no request yet. */
  public static S3Store connect(S3Access access) {
    if (access.endpoint() == null) {
      EndpointUrl.checkConfigured();
    }
    SdkAsyncHttpClient http = Connections.to(access.endpoint()).build();
    // Netty's event loops take two seconds to shut down; do not wait for them.
    return connect(
        http,
        access,
        () -> DaemonThreads.named("fanfare-close").newThread(http::close).start());
  }

  /**
   * A store in that bucket. Makes no request yet.
   *
   * @param http HTTP client, to be closed by the caller after the store
   */
  public static S3Store connect(SdkAsyncHttpClient http, S3Access access) {
    return connect(http, access, () -> {});
  }

  private static S3Store connect(SdkAsyncHttpClient http, S3Access access, Runnable afterwards) {
    return new S3Store(client(http, access), new S3Signer(access), access, afterwards);
  }

  private static S3AsyncClient client(SdkAsyncHttpClient http, S3Access access) {
    return S3AsyncClient.builder()
        .httpClient(http)
        .endpointOverride(access.endpoint())
        .region(Region.of(access.region()))
        .credentialsProvider(access.credentials())
        .forcePathStyle(true)
        .overrideConfiguration(client -> client.apiCallAttemptTimeout(MOST_PER_CALL))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .build();
  }

  @Override
  public URI putUrl(String key) {
    return signer.putUrl(key);
  }

  @Override
  public URI getUrl(String key) {
    return signer.getUrl(key);
  }

  @Override
  public CompletableFuture<Boolean> putIfAbsent(String key, byte[] body) {
    return calmly(() -> s3.putObject(
            put -> put.bucket(access.bucket()).key(access.prefix() + key).ifNoneMatch("*"),
            AsyncRequestBody.fromBytesUnsafe(body)))
        .handle((written, error) -> {
          if (error != null && !isAnswer(error, PRECONDITION_FAILED)) {
            throw failed("write", key, error);
          }
          return error == null;
        });
  }

  private static boolean isAnswer(@Nullable Throwable error, int status) {
    return Await.cause(error) instanceof S3Exception s3 && s3.statusCode() == status;
  }

  @Override
  public CompletableFuture<Void> put(String key, byte[] body) {
    return calmly(() -> s3.putObject(
            put -> put.bucket(access.bucket()).key(access.prefix() + key),
            AsyncRequestBody.fromBytesUnsafe(body)))
        .handle((written, error) -> settled(written, "write", key, error))
        .thenAccept(written -> {});
  }

  /** Streams the file in one request, so that only a part is in memory. */
  @Override
  public CompletableFuture<Void> put(String key, Path file) {
    if (file.toFile().length() > MOST_PER_PUT) {
      return CompletableFuture.failedFuture(new StoreException(
          "cannot write " + access + key + ": it has " + file.toFile().length()
              + " bytes, and S3 takes at most 5 GB in one request",
          /* refused= */ true,
          null));
    }
    return calmly(() -> s3.putObject(
            put -> put.bucket(access.bucket()).key(access.prefix() + key),
            AsyncRequestBody.fromFile(file)))
        .handle((written, error) -> settled(written, "write", key, error))
        .thenAccept(written -> {});
  }

  @Override
  public CompletableFuture<Tagged> getTagged(String key) {
    return calmly(() -> s3.getObject(
            get -> get.bucket(access.bucket()).key(access.prefix() + key),
            AsyncResponseTransformer.toBytes()))
        .thenApply(read -> new Tagged(read.asByteArrayUnsafe(), read.response().eTag()))
        .handle((read, error) -> settled(read, "read", key, error));
  }

  @Override
  public CompletableFuture<Boolean> replace(String key, String tag, byte[] body) {
    return calmly(() -> s3.putObject(
            put -> put.bucket(access.bucket()).key(access.prefix() + key).ifMatch(tag),
            AsyncRequestBody.fromBytesUnsafe(body)))
        .thenApply(written -> true)
        .exceptionallyCompose(error -> notReplaced(key, body, error));
  }

  private CompletableFuture<Boolean> notReplaced(String key, byte[] body, Throwable error) {
    if (isAnswer(error, PRECONDITION_FAILED) || isAnswer(error, CONFLICT)) {
      return isThere(key, body);
    }
    return isNoSuchKey(error)
        ? CompletableFuture.completedFuture(false)
        : CompletableFuture.failedFuture(failed("write", key, error));
  }

  private static boolean isNoSuchKey(Throwable error) {
    return Await.cause(error) instanceof S3Exception s3
        && s3.awsErrorDetails() != null
        && "NoSuchKey".equals(s3.awsErrorDetails().errorCode());
  }

  /** Whether an earlier try has written the body, and only its answer was lost. */
  private CompletableFuture<Boolean> isThere(String key, byte[] body) {
    return get(key)
        .handle((now, error) -> Await.cause(error) instanceof NoSuchObjectException
            ? false
            : Arrays.equals(settled(now, "read", key, error), body));
  }

  @Override
  public CompletableFuture<byte[]> get(String key) {
    return calmly(() -> s3.getObject(
            get -> get.bucket(access.bucket()).key(access.prefix() + key),
            AsyncResponseTransformer.toBytes()))
        .thenApply(ResponseBytes::asByteArrayUnsafe)
        .handle((bytes, error) -> settled(bytes, "read", key, error));
  }

  @Override
  public CompletableFuture<byte[]> get(String key, long offset, int most) {
    return get(key, /* version= */ null, offset, most);
  }

  private CompletableFuture<byte[]> get(
      String key, @Nullable String version, long offset, int most) {
    String range = "bytes=" + offset + "-" + (offset + most - 1);
    return calmly(() -> s3.getObject(
            get -> get.bucket(access.bucket())
                .key(access.prefix() + key)
                .range(range)
                .ifMatch(version),
            AsyncResponseTransformer.toBytes()))
        .thenApply(ResponseBytes::asByteArrayUnsafe)
        .handle((bytes, error) -> {
          if (isAnswer(error, PRECONDITION_FAILED)) {
            throw new StoreException(access + key + " has changed while it was read", error);
          }
          return isAnswer(error, RANGE_NOT_SATISFIABLE)
              ? new byte[0]
              : settled(bytes, "read", key, error);
        });
  }

  /**
   * The version of an object: its entity tag. Fails with {@link NoSuchObjectException} if there is no
   * object.
   */
  public CompletableFuture<String> version(String key) {
    return calmly(
            () -> s3.headObject(head -> head.bucket(access.bucket()).key(access.prefix() + key)))
        .handle((head, error) -> settled(head, "read", key, error))
        .thenApply(HeadObjectResponse::eTag);
  }

  /**
   * Reads one version of an object from an offset on, in ranges, so that only a part is in memory.
   * Reading throws {@link StoreException} if the object has another version by then.
   */
  public InputStream stream(String key, String version, long offset) {
    return new ObjectStream(offset, (from, most) -> get(key, version, from, most));
  }

  /** Streams the object, so that only a part is in memory. */
  @Override
  public CompletableFuture<Void> get(String key, Path file) {
    return calmly(() -> s3.getObject(
            get -> get.bucket(access.bucket()).key(access.prefix() + key),
            AsyncResponseTransformer.toFile(file)))
        .handle((read, error) -> settled(read, "read", key, error))
        .thenAccept(read -> {});
  }

  @Override
  public CompletableFuture<List<String>> list(String prefix) {
    return keys(prefix, list -> {});
  }

  @Override
  public CompletableFuture<List<String>> list(String prefix, String from) {
    // S3 lists only keys after the given one; no other key is between this one and its beginning.
    String after = access.prefix() + from.substring(0, from.length() - 1);
    return keys(prefix, list -> list.startAfter(after))
        .thenApply(keys -> keys.stream().filter(key -> key.compareTo(from) >= 0).toList());
  }

  private CompletableFuture<List<String>> keys(
      String prefix, Consumer<ListObjectsV2Request.Builder> where) {
    List<String> keys = new ArrayList<>();
    return calmly(() -> s3.listObjectsV2Paginator(
                list -> where.accept(list.bucket(access.bucket()).prefix(access.prefix() + prefix)))
            .subscribe(page -> page.contents().forEach(object -> keys.add(relative(object)))))
        .handle((read, error) -> settled(keys, "list", prefix, error));
  }

  @Override
  public CompletableFuture<List<String>> folders(String prefix) {
    List<String> names = new ArrayList<>();
    return calmly(() -> s3.listObjectsV2Paginator(list ->
                list.bucket(access.bucket()).prefix(access.prefix() + prefix).delimiter("/"))
            .subscribe(
                page -> page.commonPrefixes().forEach(common -> names.add(relative(common)))))
        .handle((read, error) -> settled(names, "list", prefix, error))
        // S3 has them in the order of their keys, in which a-b/ comes before a/.
        .thenApply(read -> read.stream().sorted().toList());
  }

  private String relative(CommonPrefix folder) {
    return folder
        .prefix()
        .substring(access.prefix().length(), folder.prefix().length() - "/".length());
  }

  private String relative(S3Object object) {
    return object.key().substring(access.prefix().length());
  }

  @Override
  public CompletableFuture<Void> delete(String key) {
    return calmly(() ->
            s3.deleteObject(delete -> delete.bucket(access.bucket()).key(access.prefix() + key)))
        .handle((deleted, error) -> settled(deleted, "delete", key, error))
        .thenAccept(deleted -> {});
  }

  /**
   * Makes a request even if the thread is interrupted. The SDK refuses that, but a run stopped by
   * an interrupt must still record its end.
   */
  private static <T> CompletableFuture<T> calmly(Supplier<CompletableFuture<T>> call) {
    boolean interrupted = Thread.interrupted();
    try {
      CompletableFuture<T> made = call.get();
      if (made.isCompletedExceptionally() && Thread.interrupted()) {
        interrupted = true;
        return call.get();
      }
      return made;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <T> T settled(T value, String verb, String key, @Nullable Throwable error) {
    if (error != null) {
      throw failed(verb, key, error);
    }
    return value;
  }

  private StoreException failed(String verb, String key, Throwable error) {
    Throwable cause = Objects.requireNonNull(Await.cause(error));
    if (cause instanceof NoSuchKeyException) {
      return new NoSuchObjectException(key, cause);
    }
    String why = SdkFailure.text(
        cause,
        "S3 in " + access.region(),
        s3.serviceClientConfiguration(),
        access.endpoint() != null);
    return new StoreException(
        "cannot " + verb + " " + access + key + ": " + why,
        cause instanceof AwsServiceException answer && Refusal.isFinal(answer),
        cause);
  }

  @Override
  public void close() {
    s3.close();
    signer.close();
    afterwards.run();
  }
}
