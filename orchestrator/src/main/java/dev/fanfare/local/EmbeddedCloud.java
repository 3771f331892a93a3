package dev.fanfare.local;

import dev.fanfare.kernel.FanfareException;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.Library;
import dev.fanfare.store.UrlSigner;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/**
 * AWS Lambda and S3 on this machine, with one function and one bucket; clients can make more buckets.
 *
 * <p>Point an SDK client's endpoint, region and credentials here and use it as against AWS (S3 with path-style access). Everything
 * listens on 127.0.0.1 and accepts only its own credentials, which are new at each start. Stored objects stay in the folder. Workers
 * end when this object is closed or the JVM exits, even if killed. An unclosed cloud does not keep the JVM alive. Thread-safe.
 */
public final class EmbeddedCloud implements AutoCloseable {

  private static final String BUCKET = "fanfare";

  private final AccessKey key = AccessKey.random();
  private final Opened opened = new Opened();
  private final FunctionConfig function;
  private final Path bucketFolder;
  private final Path storeFolder;
  private final Extension extension;
  private final EmbeddedLambda lambda;

  /** All of S3, once somebody asks for it. Guarded by this. */
  private @Nullable EmbeddedS3 s3;

  private EmbeddedCloud(FunctionConfig config, Path folder, Extension extension)
      throws IOException {
    this.extension = extension;
    storeFolder = Files.createDirectories(folder.toAbsolutePath());
    bucketFolder = storeFolder.resolve(BUCKET);
    function = knowingBucket(config, bucketFolder);
    PrivateFolder.make(bucketFolder);
    try {
      ScratchFolder workers = ScratchFolder.make();
      opened.add(workers::close);
      WorkerCommand command = WorkerCommand.of(function, workers.path());
      Training training = new Training(command);
      opened.add(training::close);
      lambda = new EmbeddedLambda(key, command, extension);
      opened.add(lambda::close);
      lambda.serve(BUCKET, extension.bucket(new FolderStore(bucketFolder), bucketFolder));
      closeAtTheJvmsEnd(training);
      training.start();
    } catch (IOException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  // Throws if this JVM is about to end: then nothing more is started.
  private void closeAtTheJvmsEnd(Training training) {
    Thread hook = new Thread(
        () -> {
          training.giveUp();
          opened.close();
        },
        "fanfare-cloud-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    opened.add(() -> {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM is already shutting down, and this hook is what closes the cloud.
      }
    });
  }

  /**
   * As in the project's template, the function's configuration names the bucket; here, also its folder,
   * in which workers map shared arguments.
   */
  private static FunctionConfig knowingBucket(FunctionConfig function, Path bucketFolder) {
    Map<String, String> environment = new HashMap<>(
        Map.of("FANFARE_BUCKET", BUCKET, "FANFARE_BUCKET_FOLDER", bucketFolder.toString()));
    environment.putAll(function.environment());
    return function.withEnvironment(environment);
  }

  /**
   * Starts a cloud.
   *
   * @param folder where S3 keeps its objects; made if need be, and never deleted
   * @throws FanfareException if the Lambda server cannot start; nothing of the cloud is left then
   */
  public static EmbeddedCloud start(FunctionConfig function, Path folder) {
    return start(function, folder, Extension.NONE);
  }

  /** Starts a cloud, as {@link #start(FunctionConfig, Path)} does, with an extension. */
  public static EmbeddedCloud start(FunctionConfig function, Path folder, Extension extension) {
    return Undisturbed.get("fanfare-cloud-start", () -> {
      try {
        return new EmbeddedCloud(function, folder, extension);
      } catch (IOException e) {
        throw new FanfareException("the embedded cloud does not start: " + e.getMessage(), e);
      }
    });
  }

  /**
   * Starts a cloud whose bucket is a folder of its own, with an extension.
   *
   * @param folder where S3 keeps what is not in the bucket; new, made if need be
   * @param bucket the objects of the bucket, each a file by its key; made if need be, and never deleted
   * @throws FanfareException if the Lambda server cannot start
   */
  public static EmbeddedCloud start(
      FunctionConfig function, Path folder, Path bucket, Extension extension) {
    try {
      Files.createDirectories(folder);
      PrivateFolder.make(bucket);
      Files.createSymbolicLink(folder.resolve(BUCKET), bucket.toAbsolutePath());
    } catch (IOException e) {
      throw new FanfareException("the bucket cannot be made in " + bucket + ": " + e, e);
    }
    return start(function, folder, extension);
  }

  /**
   * For a Lambda client of this process, in place of its HTTP client: invokes functions without a connection, and without asking for
   * a signature. Knows no other operation. A new client each time, which the caller closes. Calls that are under way when the cloud
   * closes fail.
   */
  public SdkAsyncHttpClient directLambda() {
    return new DirectInvocation(lambda.invokeApi());
  }

  /** For a Lambda client's endpoint override. */
  public URI lambdaEndpoint() {
    return lambda.endpoint();
  }

  /**
   * For an S3 client's endpoint override. The first call starts the server: workers do without it. It needs the library
   * {@code org.gaul:s3proxy}, which Fanfare does not bring along.
   *
   * @throws FanfareException if the library is missing, or the server does not start
   */
  public synchronized URI s3Endpoint() {
    if (s3 == null) {
      Library.S3PROXY.require("the S3 endpoint of the embedded cloud");
      EmbeddedS3 started =
          Undisturbed.get("fanfare-s3", () -> new EmbeddedS3(storeFolder, key, extension));
      opened.add(started::close);
      s3 = started;
    }
    return s3.endpoint();
  }

  /**
   * Signs URLs for the objects of the bucket, each for one object: a GET, or a PUT that fails if the object exists.
   *
   * @param urlsLast how long a URL is valid: from a second to seven days
   */
  public UrlSigner signer(Duration urlsLast) {
    return new Presigner(lambda.endpoint(), BUCKET, key, urlsLast);
  }

  /** Half of the credentials; new at each start. */
  public String accessKeyId() {
    return key.id();
  }

  /** The other half; a secret of this process. */
  public String secretAccessKey() {
    return key.secret();
  }

  /** The region that requests are to be signed for. */
  public String region() {
    return FunctionConfig.REGION;
  }

  /** The bucket, which always exists. */
  public String bucket() {
    return BUCKET;
  }

  /** The folder of that bucket: each object is a file, named by its key. */
  public Path bucketFolder() {
    return bucketFolder;
  }

  /** The name of the function, which always exists. */
  public String functionName() {
    return function.name();
  }

  /** Starts environments of that function up to that number, or up to its concurrency. Does not wait for them. */
  public void warm(int environments) {
    lambda.environments().warm(environments);
  }

  /** CPU time of that function's workers so far, without their child processes. A worker that ended by itself counts up to the call of this before. */
  public Duration workerCpu() {
    return lambda.environments().cpu();
  }

  /** Kills that function's busy workers; their calls end as crashes. The next invocations start new workers. */
  public void killBusy() {
    lambda.environments().killBusy();
  }

  /**
   * Kills the workers and stops the servers; invocations under way get no answer. A second call does nothing. The first cloud of an
   * installation waits here, for a few seconds at most, for the class archive that its successors start with.
   */
  @Override
  public void close() {
    Undisturbed.run("fanfare-cloud-close", opened::close);
  }
}
