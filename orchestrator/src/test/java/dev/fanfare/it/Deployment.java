package dev.fanfare.it;

import dev.fanfare.Zip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket, and functions, on a server, by names that nobody else has; all of it is deleted at the end. */
final class Deployment implements AutoCloseable {

  /** What the build leaves in the package phase. */
  private static final Path WORKER = Path.of("..", "functions", "target", "worker-function.jar");

  private final CloudUnderTest cloud;
  private final String id = "fanfare-it-" + UUID.randomUUID().toString().substring(0, 8);
  private final LambdaAsyncClient lambda;
  private final S3AsyncClient s3;
  private final List<String> functions = new ArrayList<>();

  /** A deployment of a bucket; it is there when this returns. */
  Deployment(CloudUnderTest cloud) {
    this.cloud = cloud;
    lambda = LambdaAsyncClient.builder()
        .endpointOverride(cloud.lambda())
        .region(Region.of(cloud.region()))
        .credentialsProvider(credentials())
        .overrideConfiguration(client -> client.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
    s3 = S3AsyncClient.builder()
        .endpointOverride(cloud.s3())
        .region(Region.of(cloud.region()))
        .credentialsProvider(credentials())
        .forcePathStyle(true)
        .build();
    s3.createBucket(create -> create.bucket(id)).join();
  }

  AwsCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(cloud.accessKey(), cloud.secretKey()));
  }

  String bucket() {
    return id;
  }

  LambdaAsyncClient lambda() {
    return lambda;
  }

  /** The jar as it is deployed. */
  static byte[] worker() throws IOException {
    return Zip.of(WORKER).bytes();
  }

  /** The same with kernels of the suite's own in a jar beside it. */
  static byte[] workerWithKernels() throws IOException {
    byte[] kernels = Zip.empty().with(ServerKernels.class).bytes();
    return Zip.of(WORKER).with("lib/kernels.jar", kernels).bytes();
  }

  /** Creates a worker function and waits until it can be invoked; its name. */
  String function(String suffix, byte[] zip, Consumer<CreateFunctionRequest.Builder> changes) {
    String name = id + "-" + suffix;
    lambda
        .createFunction(create -> create
            .functionName(name)
            .runtime(cloud.runtime())
            .architecturesWithStrings(cloud.architecture())
            .role(cloud.role())
            .handler("dev.fanfare.worker.WorkerHandler")
            .memorySize(1769)
            .timeout(60)
            .environment(environment -> environment.variables(Map.of("FANFARE_BUCKET", bucket())))
            .code(code -> code.zipFile(SdkBytes.fromByteArray(zip)))
            .applyMutation(changes))
        .join();
    functions.add(name);
    try (var waiter = lambda.waiter()) {
      waiter.waitUntilFunctionActiveV2(get -> get.functionName(name)).join();
    }
    return name;
  }

  /** Deletes everything, as far as the server lets it. */
  @Override
  public void close() {
    functions.forEach(name -> ignoring(lambda.deleteFunction(delete -> delete.functionName(name))));
    ignoring(s3.listObjectsV2Paginator(list -> list.bucket(id))
        .subscribe(page -> page.contents().forEach(this::delete)));
    ignoring(s3.deleteBucket(delete -> delete.bucket(id)));
    lambda.close();
    s3.close();
  }

  private void delete(S3Object object) {
    ignoring(s3.deleteObject(delete -> delete.bucket(id).key(object.key())));
  }

  private static void ignoring(CompletableFuture<?> call) {
    call.exceptionally(error -> null).join();
  }
}
